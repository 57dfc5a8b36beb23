"""What is handed out."""

SENTENCES: dict[str, str] = {
    "release.module": "Fill in what is marked YOUR CODE HERE, then see how far it is:\n\n    grader check {file}",
    "release.your_code": "{name}: your code here",
    "release.practice": "Practice",
    "release.examples": (
        "The examples below show what should come out of `{entry}`. The graded cases have other numbers and other "
        "sizes, so try your own examples as well."
    ),
    "release.no_examples": (
        "There are no examples to run here: try small ones of your own. `grader check` tells what is not right yet."
    ),
    "release.left_out": "Too long to be written out here, but part of `grader check`: {titles}.",
    "release.check": "To check the whole file, save it and run this in a terminal:",
    "release.predictions": (
        "Answers for the pictures in {pictures} can be handed in alone: a .npz or .csv file that holds, in the "
        "order of the pictures, a class for each or a number for each class."
    ),
    "release.checkpoint": (
        "Trained weights can be handed in with the code: one .zip file that holds {file} and a .safetensors, .pt "
        "or .pth file, which load_model reads."
    ),
    "release.not_trained": "Code alone is not enough here: nothing is trained when it is checked.",
    "release.root": "DIR is the folder with the tasks of your course; your teacher knows where it is.",
    "release.helper": "How your functions are called in this check.",
    "release.example": "Example {number}: {title}",
    "release.yours": "yours:",
    "release.should_be": "should be:",
}
