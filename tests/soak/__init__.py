"""A simulated day of the demo province with faults on, watched for anything that only grows."""
