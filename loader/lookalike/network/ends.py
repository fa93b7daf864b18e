"""What goes into EfficientNet-Lite0, and what comes out of it.

Here, and not where the graph is built: that needs onnx, a tenth of a second to load.
"""

INPUT_SIZE = 224
INPUT = "pixels"
OUTPUT = "embedding"
# At this size, which has the same padding throughout, the last layer is 10 x 10, and its means over
# nine overlapping windows of 4 x 4 are what the network sees in the parts of a picture.
PARTS_SIZE = 320
PARTS_OUTPUT = "parts"
# Google trained the Lite models on (value - 127) / 128 (efficientnet_lite_builder.py), the others
# on the mean and deviation of ImageNet. The weights say so too: on photographs the channels of the
# stem vary 0.7 times as much as its batch norm saw in training; by ImageNet's figures 3.5 times.
# Over all 49 batch norms the means are 0.19 deviations off on 72 photographs; 0.32 by ImageNet's
# figures, and 0.22 with the padding of a stride of 2 at the start in place of the end.
MEAN = (127 / 255,) * 3
STD = (128 / 255,) * 3
