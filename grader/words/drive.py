"""Why a driver of a task could not do its part with what the student's code gave it."""

SENTENCES: dict[str, str] = {
    "drive.unknown": "Your code returned something that the next step of this check cannot be done with.",
    "drive.step": "The next step of this check could not be done with what your code returned: {error}",
    "drive.layers.count": (
        "The network has {yours} tensors of weights and {expected} are expected, so the weights of the check could "
        "not be put into it. Compare its layers with the statement one by one; a layer that is not an attribute (a "
        "plain list) is not seen by PyTorch."
    ),
    "drive.layers.shape": (
        "Weight {number} of the network, {name}, has the shape {yours}; {expected} is expected there, so the weights "
        "of the check could not be put into it."
    ),
    "drive.layers.unclear": (
        "Several weights of the network have the same shape and neither their names nor their order tells which is "
        "which, so the network could not be compared. Create the layers in the order in which the data passes them."
    ),
    "drive.not_a_module": "{name} gave a value of type {yours}; a torch.nn.Module is expected.",
    "drive.train_takes": (
        "train() is called with four arguments: train(model, images, labels, device). Yours takes ({yours}). Make what "
        "else it needs, such as a DataLoader or an optimizer, inside it."
    ),
    "drive.several_networks": (
        "There is no build_model(), and there are several networks: {names}. Assign the one that is to be asked to the "
        "name model, as in: model = the_best_of_them."
    ),
    "drive.not_a_tensor": "The network returned a value of type {yours}; it should be torch.Tensor.",
    "drive.output_shape": "The network returned a tensor of shape {yours}; it should be {expected}.",
    "drive.no_weights": (
        "No trained weights came with the code. Pack the file (.safetensors, .pt or .pth) into one .zip with it."
    ),
    "drive.several_weights": "There are several files of weights ({names}). Pack only the one that is to be judged.",
    "drive.no_network": (
        "There is no train() in the file, and after it had run there was neither a network called model nor a function "
        "predict(images)."
    ),
    "drive.no_answers": "No file of predictions (.npz or .csv) was handed in.",
    "drive.several_answers": "There are several files of predictions ({names}). Hand in only one.",
    "drive.predictions": "The predictions could not be read: {why}.",
    "drive.predictions_shape": (
        "The predictions have the shape {yours}; it should be ({count},), a class for each picture, or "
        "({count}, {classes}), a number for each class, in the order of the pictures that were handed out."
    ),
    "drive.parts": "{name} returned {yours}; {expected} values are expected, as in: return first, second.",
}
