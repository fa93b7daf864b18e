"""From which image was each image of a cluster made, and which one is the original?"""
