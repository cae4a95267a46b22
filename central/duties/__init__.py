"""What the law asks of whoever keeps faces and registers: notices, assessments, terms of keeping, a count of faces,
hand-overs, incidents. All of it is the whole town's.
"""
