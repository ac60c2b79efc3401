"""The steps of the tables of appraisals."""
