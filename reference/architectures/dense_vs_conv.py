"""A fully connected and a convolutional network under one budget of parameters."""

import math

from torch import nn


def parameter_count(model) -> int:
    """How many numbers the model learns: all numbers of all its parameters, biases included.

    What the model keeps but does not learn (running statistics of batch norm) does not count; a
    parameter that is used in two places counts once.
    """
    ### BEGIN SOLUTION
    return sum(weight.numel() for weight in model.parameters())
    ### END SOLUTION


def dense_net(in_shape, num_classes, budget) -> nn.Module:
    """One hidden layer, as wide as the budget allows.

    in_shape:     (C, H, W) of one picture
    num_classes:  K, numbers that come out for each picture
    budget:       how many parameters the network may have at most

    Flatten, fully connected layer with ReLU, fully connected layer: (N, C, H, W) -> (N, K). Both
    layers have a bias.
    """
    ### BEGIN SOLUTION
    features = math.prod(in_shape)
    # width * features + width, then num_classes * width + num_classes
    width = (budget - num_classes) // (features + 1 + num_classes)
    return nn.Sequential(
        nn.Flatten(),  # (N, C * H * W)
        nn.Linear(features, width),
        nn.ReLU(),
        nn.Linear(width, num_classes),
    )
    ### END SOLUTION


def conv_net(in_shape, num_classes, budget) -> nn.Module:
    """Two convolutions, as wide as the budget allows, and an average over the whole picture.

    in_shape:     (C, H, W) of one picture
    num_classes:  K, numbers that come out for each picture
    budget:       how many parameters the network may have at most

    Convolution 3x3 with ReLU, convolution 3x3 with ReLU (both with padding 1 and as many output
    channels as the width), global average pooling, fully connected layer: (N, C, H, W) -> (N, K).
    All three layers have a bias.

    Lin et al. 2013, Network In Network (global average pooling), https://arxiv.org/abs/1312.4400
    """
    ### BEGIN SOLUTION
    channels = in_shape[0]

    def size(width):
        first = width * channels * 9 + width
        second = width * width * 9 + width
        return first + second + num_classes * width + num_classes

    width = 1
    while size(width + 1) <= budget:
        width += 1
    return nn.Sequential(
        nn.Conv2d(channels, width, kernel_size=3, padding=1),  # (N, width, H, W)
        nn.ReLU(),
        nn.Conv2d(width, width, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),  # (N, width, 1, 1): where something was seen is forgotten, that it was seen is not
        nn.Flatten(),
        nn.Linear(width, num_classes),
    )
    ### END SOLUTION
