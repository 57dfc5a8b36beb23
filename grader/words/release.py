"""What is handed out."""

SENTENCES: dict[str, str] = {
    "release.module": (
        "Write the body of {entry} where it says YOUR CODE HERE, then see how far it is:  grader check {file}"
    ),
    "release.practice": "Practice",
    "release.examples": (
        "The examples below show what `{entry}` should return. The graded cases have other numbers and other sizes, so "
        "try your own examples as well."
    ),
    "release.check": "To check the whole file, save it and run this in a terminal:",
    "release.example": "Example {number}: {title}",
    "release.yours": "yours:",
    "release.should_be": "should be:",
}
