"""What a trained network shows."""

SENTENCES: dict[str, str] = {
    "fit.accuracy": (
        "{right} of {unseen} unseen pictures are told rightly: {accuracy} %. So many pictures leave it open between "
        "{low} and {high} %. Full marks begin at {full} %."
    ),
    "fit.nothing_below": "Points begin at {least} %.",
    "fit.median": "Trained {runs} times; the median of {accuracies} % counts.",
    "fit.parameters": "The network has {yours} parameters; at most {most} are allowed here.",
    "fit.epochs": (
        "In training the network was shown the pictures {yours} times over; at most {most} times are allowed."
    ),
    "fit.symptom.pretrained": (
        "Before train() was called the network told {accuracy} % of the pictures rightly: its weights come from "
        "elsewhere. A person will look at it."
    ),
    "fit.too_long": "train() had not returned after {limit} s. Train for fewer epochs or take a smaller network.",
    "fit.whole": "The file has trained its network by itself while it ran; that network was asked.",
    "fit.loaded": "Nothing was trained here: the weights of {file} were loaded.",
    "fit.predicted": "Nothing was run: the answers of {file} were compared.",
    "fit.claims": "The program itself says: the network has {parameters} parameters.",
    "fit.claims.loss": (
        "The program itself says: the network has {parameters} parameters; the loss was {first} at first and {last} "
        "at last."
    ),
    "fit.progress": "training, {seconds} of at most {budget} s",
    "fit.curve": "Loss while training, as the program said it: {first} at first, {last} at last, {least} at the least.",
    "fit.curve.steps": "steps",
    "fit.curve.title": "Loss while training (as your program said it)",
    "fit.worth": "Points by accuracy; reached: {accuracy} %, with an interval from {low} to {high} %.",
    "fit.worth.title": "Points by accuracy",
    "fit.confusion": "What was taken for what",
    "fit.confusion.about": (
        "A row for each true class, a column for each answer, how many pictures in each cell; right ones on the "
        "diagonal."
    ),
    "fit.confusion.caption": "How the {unseen} unseen pictures were answered, by class",
    "fit.confusion.class": "class",
    "fit.confusion.without": "no answer",
    "fit.confusion.right": "right",
    "fit.symptom.nan": (
        "There are NaN or infinite numbers among the answers: the training has run away. Try a smaller learning rate, "
        "and look for a division or a logarithm of 0."
    ),
    "fit.symptom.one_class": (
        "Every picture is taken for the same class, {name}. The network has found that the answer does not depend on "
        "the picture: look at the learning rate, at the activation (dead ReLU) and at the loss."
    ),
    "fit.symptom.few_classes": (
        "Nearly every picture is taken for one of {count} of the {classes} classes: {names}. The network remembers "
        "what it saw last. Are the pictures shuffled before every epoch, and does every batch hold all classes?"
    ),
    "fit.symptom.few_classes.answers": (
        "Nearly every picture is given one of {count} of the {classes} classes: {names}. Look at how the answers were "
        "made: do they count all classes, from 0?"
    ),
    "fit.symptom.probabilities": (
        "The answers of a picture sum to 1, so they are probabilities. nn.CrossEntropyLoss wants the numbers before "
        "the softmax: with probabilities the loss cannot fall far and learning is slow."
    ),
    "fit.symptom.unchanged": (
        "The weights are the same as before the training. Does the optimizer hold the parameters of this model, and is "
        "step() called?"
    ),
    "fit.symptom.train_mode": (
        "The answer for a picture depends on the other pictures asked with it, or on chance: the network is evaluated "
        "in train mode. Call model.eval() before you evaluate."
    ),
    "fit.symptom.normalised": (
        "With the pictures {how} the same network is right for {accuracy} %. So the pictures are prepared in another "
        "way at evaluation than in training."
    ),
    "fit.symptom.normalised.of_known": (
        "Of the pictures that it was trained on the network tells {known} % rightly; with the pictures {how} it tells "
        "{prepared} %. So the pictures are prepared in another way at evaluation than in training."
    ),
    "fit.symptom.normalised.scaled": "multiplied by 255",
    "fit.symptom.normalised.sixteen": "multiplied by 16, as load_digits() has them",
    "fit.symptom.normalised.centred": "turned from [0, 1] to [-1, 1]",
    "fit.symptom.normalised.divided": "divided by 255",
    "fit.symptom.normalised.standard": "brought to mean 0 and deviation 1",
    "fit.symptom.normalised.inverted": "inverted (1 - x)",
    "fit.symptom.normalised.transposed": "turned so that rows become columns",
    "fit.symptom.shuffled": (
        "The loss has fallen, yet even of the pictures that it was trained on only {accuracy} % are told rightly. So "
        "it has learned other labels: are images and labels shuffled together, with one permutation for both?"
    ),
    "fit.symptom.shuffled.paired": (
        "In training only {own} % of the pictures came with their own label. So images and labels are shuffled apart: "
        "use one permutation for both, or one loader that gives them in pairs (TensorDataset)."
    ),
    "fit.symptom.shuffled.paired_few": (
        "Of the training pictures that the network was shown unchanged only {own} % came with their own label. So "
        "images and labels are shuffled apart: use one permutation for both, or one loader that gives them in pairs "
        "(TensorDataset)."
    ),
    "fit.symptom.shuffled.paired_alike": (
        "Of the training pictures that were known again although augmentation had changed them, only {own} % came with "
        "their own label. So images and labels are shuffled apart: use one permutation for both, or one loader that "
        "gives them in pairs (TensorDataset)."
    ),
    "fit.symptom.not_learned.moved": (
        "The weights have moved by no more than {moved} % of their size in the whole training, and the classes are not "
        "told yet. Is the learning rate too small, or are there too few steps?"
    ),
    "fit.symptom.linear.affine": (
        "The network computes a linear function of its picture: there is no activation between its layers, so together "
        "they are worth one fully connected layer. Put nn.ReLU() or another one between them."
    ),
    "fit.symptom.part": (
        "In training the network was shown {shown} different pictures, over and over, and not the others that it was "
        "given. Was a slice left in train(), or is too large a part kept for validation?"
    ),
    "fit.symptom.normalised.trained": "prepared as they were in training",
    "fit.symptom.not_learned": (
        "It tells the classes hardly better than by chance, even of the pictures that it was trained on. Look at the "
        "loss from step to step: does it fall? If not, look at zero_grad, backward, step and the learning rate, and at "
        "whether each label still belongs to its picture: two loaders that are shuffled separately part them."
    ),
    "fit.symptom.memorised": (
        "Of the pictures that it was trained on {train} % are told rightly, of unseen ones only {accuracy} %: it has "
        "learned them by heart. Fewer parameters, dropout, augmentation or an earlier stop would help."
    ),
    "fit.symptom.linear": (
        "A single fully connected layer on the same pictures reaches {linear} %: the network is no better. Does it "
        "see all pictures, for long enough? Are there activations between its layers?"
    ),
    "fit.symptom.late": (
        "The time ({seconds} s) was up before train() had returned; what it had reached by then counts. Fewer epochs, "
        "a larger batch or a smaller network would do."
    ),
    "fit.symptom.stopped": (
        "train() stopped with {error}. That is something the place where the code is checked lacks, so the network "
        "counts as it was then. What only shows or saves something is best left out of train()."
    ),
    "fit.symptom.left": (
        "train() ended the program (sys.exit() or exit()); the network counts as it was then. Let train() return."
    ),
    "fit.symptom.elsewhere": (
        "The folder of {place} is not there where the code is checked. What was saved there was kept in another one, "
        "and the training went on."
    ),
    "fit.symptom.untrained": (
        "No cell has trained this network: {where} stopped with {error}. The network was asked as it was made."
    ),
    "fit.symptom.broken_off": (
        "The training in the file broke off: {where} stopped with {error}. The network was asked as it was then."
    ),
    "fit.symptom.nan.answers": (
        "There are NaN or infinite numbers among the answers. Look at where they come from before they are written "
        "to the file: a division, a logarithm of 0, rows that were left empty."
    ),
    "fit.symptom.one_class.answers": (
        "Every picture is given the same class, {name}. Look at how the answers were made: is the class with the "
        "largest number taken along the axis of the classes, and of each picture by itself?"
    ),
    "fit.symptom.chance": (
        "The answers fit the pictures no better than chance. Do they stand in the order of the pictures that were "
        "handed out, are they for these pictures and not for others, and do classes count from 0?"
    ),
    "fit.symptom.linear.answers": (
        "A single fully connected layer on the same pictures reaches {linear} %: the answers are no better. Were "
        "the pictures prepared as those that the network was trained on?"
    ),
    "fit.symptom.short": ("The loss was still falling at the end: train longer, or with a larger learning rate."),
}
