"""What does the work of a stage: processes of this machine, or a cluster that runs Apache Spark."""
