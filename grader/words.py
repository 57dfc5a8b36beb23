"""Every sentence that a student can read, by key; English here, Russian in locale/ru.po (gettext, msgid = English).

A sentence says what was seen, what should be, and what to look at next. Fields are filled by `str.format`.
"""

from functools import cache
from pathlib import Path

from grader.model.base import Lang

SENTENCES: dict[str, str] = {
    # intake: what was changed or noticed while reading the file
    "intake.missing": "{file}: there is no such file. Check the name and the folder.",
    "intake.link": "{file} is a link to another file. Hand in the file itself.",
    "intake.not_a_file": (
        "{file} is not an ordinary file (it may be a folder or a device). Hand in one .ipynb, .py or .zip "
        "file."
    ),
    "intake.unreadable": "{file} cannot be opened: {reason}. Check who may read it.",
    "intake.too_large": (
        "{file} has {size} MB; at most {limit} MB are read. Clear the notebook's outputs or leave the data "
        "out, and hand it in again."
    ),
    "intake.unknown_kind": (
        "{file}: the name does not end in .ipynb, .py or .zip. Hand in a notebook, a module, or a zip archive "
        "of modules."
    ),
    "intake.empty": "{file} is empty. Save the notebook or module once more and hand it in again.",
    "intake.is_zip": (
        "{file} is a zip archive under another name. Hand it in with a name that ends in .zip, or hand in the "
        "notebook from inside it."
    ),
    "intake.is_html": (
        "{file} is a web page, not the file itself. Download the notebook (on GitHub: Raw; in Colab: File > "
        "Download) and hand that in."
    ),
    "intake.is_binary": (
        "{file} is a document, picture or archive under another name. Hand in the notebook (.ipynb) or module "
        "(.py) itself."
    ),
    "intake.is_notebook": "{file} is a notebook under another name. Rename it so that the name ends in .ipynb.",
    "intake.is_source": "{file} is Python source, not a notebook. Rename it so that the name ends in .py.",
    "intake.utf16": "{file} is stored as UTF-16. Save it as UTF-8 and hand it in again.",
    "intake.not_utf8": "{file} is not stored as UTF-8 text. Save it as UTF-8 and hand it in again.",
    "intake.nul": (
        "{file} holds NUL bytes, so it is no Python source. Save it as plain text in UTF-8 and hand it in "
        "again."
    ),
    "intake.encoding": (
        "{file} says that its encoding is {encoding}, which is not known here. Save it as UTF-8 and hand it "
        "in again."
    ),
    "intake.conflict": (
        "{file} holds merge-conflict markers of git (<<<<<<<), so it is no notebook any more. Settle the "
        "conflict, open the notebook once in Jupyter, and hand it in again."
    ),
    "intake.incomplete": "{file} breaks off in the middle: the download or upload was not finished. Hand it in again.",
    "intake.not_json": (
        "{file} is not a notebook: it stops being JSON at line {line}. Open it in Jupyter or Colab, save it, "
        "and hand it in again."
    ),
    "intake.nested": (
        "{file} is not a notebook: its JSON is nested far too deeply. Open it in Jupyter or Colab, save it, "
        "and hand it in again."
    ),
    "intake.duplicate_key": (
        "{file} is not a notebook that Jupyter could have saved: a name occurs twice in one JSON object. Open "
        "it in Jupyter or Colab, save it, and hand it in again."
    ),
    "intake.bad_number": (
        "{file} holds a number that JSON does not allow (NaN, Infinity, or one with hundreds of digits). "
        "Clear all outputs, save it, and hand it in again."
    ),
    "intake.too_many_parts": (
        "{file} holds more data than a notebook should. Clear all outputs, save it, and hand it in again."
    ),
    "intake.not_notebook": (
        "{file} is JSON, but not a notebook: it has no cells. Hand in the .ipynb file that Jupyter or Colab "
        "saves."
    ),
    "intake.version": (
        "{file} is a notebook of format {version}; formats 3 and 4 are read. Open it in a current Jupyter, "
        "save it, and hand it in again."
    ),
    "intake.too_many_cells": (
        "{file} has {count} cells; at most {limit} are read. Hand in only the part that belongs to the task."
    ),
    "intake.too_much_text": (
        "{file}: the cells hold more than {limit} million characters. Hand in only the part that belongs to "
        "the task."
    ),
    "intake.cell_too_long": (
        "{file}: cell {cell} holds more than {limit} million characters. Keep data in a file, not in a cell."
    ),
    "intake.zip_broken": "{file} is not a zip archive, or it is damaged. Pack it once more and hand it in again.",
    "intake.zip_encrypted": "{file} is locked by a password. Pack it without one and hand it in again.",
    "intake.zip_too_many": "{file} holds more than {limit} files. Pack only the files that belong to the task.",
    "intake.zip_too_large": "{file} unpacks to more than {limit} MB. Leave the data out and hand it in again.",
    "intake.zip_notebooks": "{file} holds several notebooks ({names}). Pack only the one that is to be graded.",
    "intake.zip_nothing": (
        "{file} holds neither a notebook nor a Python module. Pack the .ipynb or .py files themselves, not an "
        "archive of them."
    ),
    "intake.fault.nul_in_code": "The code holds a NUL character, which Python does not allow.",
    "intake.fault.nested_code": "The code is nested too deeply for Python to read.",
    "intake.note.suffix": "The ending {suffix} after the file's own was ignored.",
    "intake.note.encoding": (
        "{unit} is not stored as UTF-8 and does not name its encoding; it was read as cp1251. Python itself "
        "would refuse it, so save it as UTF-8."
    ),
    "intake.note.magics": (
        "Notebook commands (such as %matplotlib or !pip) and shell cells were left out: {count} lines, in "
        "cells {cells}."
    ),
    "intake.note.module_magics": "{unit}: lines that only a notebook can run were left out ({count}).",
    "intake.note.converted": "The notebook is of the old format {version} and was converted.",
    "intake.note.repaired": "Parts of the notebook file were missing or malformed and were mended: {parts}.",
    "intake.note.pictures": "Large pictures in text cells were left out ({count}).",
    "intake.note.python2_kernel": "The notebook was made for Python 2; it is run with Python 3.",
    "intake.note.other_kernel": "The notebook names the language {language}; it is run with Python 3.",
    "intake.note.saved_errors": (
        "The saved notebook shows errors in cells {cells}. It is run anew here, so they do not count by "
        "themselves."
    ),
    "intake.note.never_executed": (
        "The notebook was saved without having been run. Run it from the top before handing it in."
    ),
    "intake.note.out_of_order": (
        "The cells were last run in another order than they stand in (see cells {cells}). Here they run from "
        "top to bottom."
    ),
    "intake.note.member_unsafe": (
        "Files of the archive with unsafe or repeated names, and links, were left out: {names}."
    ),
    "intake.note.member_skipped": (
        "Files of the archive that are archives themselves, packed in an unusual way or damaged were left "
        "out: {names}."
    ),
    "intake.note.member_unreadable": "A file of the archive was left out. {reason}",
    # rules: findings on the source
    "rules.banned": (
        "{name} is used here, written as {written}. The task asks you to do without it: write the computation "
        "out yourself."
    ),
    "rules.banned_elsewhere": (
        "{name} is used here, outside of what {entry} needs (for example to compare). That costs nothing."
    ),
    "rules.opaque": (
        "{written}: what is called here cannot be seen from the source. A person will look at it; by itself "
        "it costs nothing."
    ),
    "rules.duplicate": (
        "{entry} is defined {count} times. The one in {unit}, line {line} is graded: the last one that has "
        "been written out."
    ),
    "rules.duplicate.stubs": "{entry} is defined {count} times, and each time it is still empty.",
    "rules.syntax": (
        "Python cannot read this part, so it does not run: {message}. Look at the marked line and the one "
        "above it."
    ),
    "rules.syntax.placeholder": "This part still has a place to fill in, so Python cannot read it and it does not run.",
    "rules.syntax.python2": (
        "This part is written in Python 2, so Python 3 cannot read it: {message}. In Python 3, print is a "
        "function: print(x)."
    ),
    "rules.missing_entry": (
        "There is no {entry} in the file. Define it with exactly this name, at the top level of a cell or "
        "module."
    ),
    # grade: how the submission was handled
    "rules.traced": "While your function ran, it called {name}, which this task does not allow. The checks that it concerns bring no points.",
    "grade.load_error": "{where} raised an error while it ran: {error}",
    "grade.matched.embedded": "Graded as {task}: the file says so itself.",
    "grade.matched.entry": "Graded as {task}: the file defines the function that this task asks for.",
    # cause: what is wrong with one case
    "cause.where.output": "Output {number}: ",
    "cause.where.gradient": "Gradient of {name}: ",
    "cause.place": "{unit}, line {line}",
    "cause.not_started": "{name} is still as it was handed out. Write its body and hand it in again.",
    "cause.not_started.unknown": "The function is still as it was handed out. Write its body and hand it in again.",
    "cause.missing_entry": (
        "There is no {name} in the file. Define it with exactly this name, at the top level of a cell or module."
    ),
    "cause.missing_entry.unknown": (
        "The function that the task asks for is not in the file. Define it with exactly the name from the statement."
    ),
    "cause.syntax": (
        "Python cannot read this code, so it could not be run. Run the cell yourself: Python marks the place."
    ),
    "cause.syntax.because": "Python cannot read this code, so it could not be run: {message}",
    "cause.load_failed": (
        "Your file stopped with an error before the function could be called. Restart the kernel and run everything "
        "from the top to see it."
    ),
    "cause.banned": "{name} is used here, and this task asks you to do without it. Write the computation out yourself.",
    "cause.banned.unknown": (
        "A function is used that this task asks you to do without. Write the computation out yourself."
    ),
    "cause.needs": 'Not checked yet: "{name}" has to pass first. Mend that one and this check will run.',
    "cause.needs.unknown": "Not checked yet: an earlier check has to pass first.",
    "cause.raised": "Your code stopped with {type}: {message}",
    "cause.raised.bare": "Your code stopped with {type}, without a message.",
    "cause.raised.unknown": "Your code stopped with an error that could not be read.",
    "cause.raised.matmul": (
        "In a matrix product the number of columns of the first matrix must equal the number of rows of the second. "
        "Print both shapes just before this line."
    ),
    "cause.raised.broadcast": (
        "Two tensors of different shapes meet here. Axes are matched from the last one; each pair must be equal, or "
        "one of them 1. Print both shapes just before this line."
    ),
    "cause.raised.assign_shape": (
        "The right side does not fit into the place it is assigned to. Often a slice at the border is shorter than a "
        "full window: print the shapes of both sides."
    ),
    "cause.raised.channels": (
        "The number of channels of the input is not what the weights expect. Images are (batch, channels, height, "
        "width)."
    ),
    "cause.raised.join": "Tensors that are joined must agree in all axes but the one they are joined along.",
    "cause.raised.dtype": (
        "Numbers of two types meet here, for example float32 and float64. Make new tensors with the type of the input: "
        "torch.zeros(..., dtype=x.dtype)."
    ),
    "cause.raised.leaf": (
        "A tensor that needs a gradient is changed in place here. Make a new tensor instead of writing into this one."
    ),
    "cause.raised.inplace": (
        "A tensor that the gradient still needs was changed in place afterwards. Look for +=, x[...] = ... or a method "
        "ending in _."
    ),
    "cause.raised.no_graph": (
        "The result is not connected to the input, so there is no gradient to compute. Look for .detach(), .data, "
        ".numpy(), .item() or torch.tensor(...) on the way."
    ),
    "cause.raised.numpy_grad": (
        "numpy knows nothing of gradients. Stay with torch operations all the way, then the gradient flows by itself."
    ),
    "cause.raised.view": (
        "The numbers of this tensor do not lie in memory in order, as after a transpose or permute. Use reshape "
        "instead of view."
    ),
    "cause.raised.reshape": (
        "A reshape must keep the number of elements: the product of the new sizes must equal the product of the old "
        "ones."
    ),
    "cause.raised.cuda": (
        "This code is checked on a machine without a GPU. Use x.device for new tensors instead of a fixed .cuda() or "
        '"cuda".'
    ),
    "cause.raised.unbound": (
        "This variable gets its value only in a branch that did not run this time. Give it a value before the if or "
        "the loop."
    ),
    "cause.raised.axes": (
        "The code uses more axes than the tensor has. Print the shape just before this line and count."
    ),
    "cause.raised.index": (
        "An index reaches past the end. The last valid index is the length minus 1; check where the loop ends, for "
        "height and width separately."
    ),
    "cause.raised.float_size": (
        "A size or an index must be a whole number, and / always gives a fraction. Use // for sizes."
    ),
    "cause.raised.arguments": (
        "The function was called with the arguments from the statement. Compare your def line with the statement, "
        "default values included."
    ),
    "cause.raised.none": (
        "Something here is None. Either an argument such as bias was left out and the code does not check for that, or "
        "a function forgot its return."
    ),
    "cause.raised.truth": (
        "A tensor with many numbers is neither true nor false. To ask whether an argument was given, write: if bias is "
        "not None."
    ),
    "cause.raised.item": (
        "A tensor with several numbers is used where one number is needed. Perhaps a sum over an axis is missing."
    ),
    "cause.raised.not_tensor": (
        "A torch function was given something that is not a tensor. Check what the variable holds with type(...)."
    ),
    "cause.raised.name": (
        "This name has no value here. Check its spelling, and that the cell which defines it runs before this one."
    ),
    "cause.raised.file": "The code looks for a file that is not here. The function should work on its arguments alone.",
    "cause.raised.input": "Nobody can answer input() while the code is checked. Take the values from the arguments.",
    "cause.raised.not_implemented": "This part is still marked as not written. Replace the raise with your code.",
    "cause.raised.assertion": (
        "An assert of your own does not hold for this input. The statement allows the input, so the assert asks for "
        "too much or a value before it is wrong."
    ),
    "cause.raised.recursion": "The function calls itself without end.",
    "cause.raised.zero_division": "Something is divided by zero here. Check the sizes it is computed from.",
    "cause.raised.exit": "The code ends the whole program. Use return to leave a function.",
    "cause.raised.memory": "More memory was asked for than there is. Print the shape of the tensor that is made here.",
    "cause.timeout": (
        "The call did not finish within {limit} s and was stopped. Look for a loop that cannot end, or replace loops "
        "over single numbers by operations on whole tensors."
    ),
    "cause.timeout.unknown": (
        "The call did not finish in time and was stopped. Look for a loop that cannot end, or replace loops over "
        "single numbers by operations on whole tensors."
    ),
    "cause.memory": (
        "The code needed more than the {limit} MiB of memory that are allowed and was stopped. Look for a tensor that "
        "is larger than it should be or a list that keeps growing."
    ),
    "cause.memory.unknown": (
        "The code needed more memory than is allowed and was stopped. Look for a tensor that is larger than it should "
        "be or a list that keeps growing."
    ),
    "cause.output": (
        "The code printed more than the {limit} MiB that are allowed and was stopped. Take the print out of the inner "
        "loop."
    ),
    "cause.output.unknown": (
        "The code printed more than is allowed and was stopped. Take the print out of the inner loop."
    ),
    "cause.crashed": (
        "The process that ran your code ended before it gave a result. Look for exit(), os._exit, or code that ends "
        "the interpreter."
    ),
    "cause.out_of_time": (
        "Not checked: the {limit} s for the whole submission were used up by then. Make the earlier steps faster."
    ),
    "cause.out_of_time.unknown": (
        "Not checked: the time for the whole submission was used up by then. Make the earlier steps faster."
    ),
    "cause.returned_nothing": "The function returned None. Perhaps the return at its end is missing.",
    "cause.wrong_type": "Yours is of type {yours}; it should be {expected}.",
    "cause.wrong_type.sized": "{type} (with {count} values)",
    "cause.wrong_type.several": (
        "Yours is of type {yours}; {count} values should be returned together, as in: return first, second."
    ),
    "cause.wrong_type.list": (
        "A list of tensors becomes one tensor with torch.stack(...), a list of numbers with torch.tensor(...)."
    ),
    "cause.wrong_type.tuple": (
        "Several values were returned; return the tensor alone. A comma at the end of the return line also makes a "
        "tuple."
    ),
    "cause.wrong_type.ndarray": (
        "It is a numpy array. Compute with torch from beginning to end; a detour through numpy also cuts the gradient."
    ),
    "cause.wrong_type.number": (
        "It is a plain number. Leave out .item() or float(...), and check that not everything was summed up."
    ),
    "cause.wrong_type.generator": "It is a generator, because the function contains yield. Use return.",
    "cause.wrong_type.layer": "It is a layer, not its result. A layer still has to be called on the input.",
    "cause.wrong_type.function": "It is a function that nobody has called. Perhaps the brackets are missing.",
    "cause.wrong_length": "Yours has {yours} values; there should be {expected}.",
    "cause.no_data": "A result came back whose numbers cannot be read ({why}). Return an ordinary dense tensor.",
    "cause.no_data.unknown": "A result came back whose numbers cannot be read. Return an ordinary dense tensor.",
    "cause.no_data.sparse": "A sparse tensor becomes dense with .to_dense().",
    "cause.no_data.meta": "A tensor on the meta device has a shape but no numbers; make it on x.device.",
    "cause.no_data.float8": "float8 is only for storage; compute in the type of the input.",
    "cause.shape": "Wrong shape. Yours: {yours}. Should be: {expected}.",
    "cause.shape.should_be_scalar": "A single number is asked for here: a tensor without axes.",
    "cause.shape.scalar": (
        "Yours is a single number; {axes} axes are asked for. Perhaps everything was summed up or only one element was "
        "returned."
    ),
    "cause.shape.squeezed": "Axes of length 1 were lost, as squeeze() does when it is not told which axis.",
    "cause.shape.unsqueezed": "There are axes of length 1 too many, as keepdim=True or unsqueeze leave them.",
    "cause.shape.batch_lost": (
        "The first axis, of length {size}, is lost. Perhaps only one image of the batch was computed."
    ),
    "cause.shape.axis_added": "There is a first axis of length {size} too many.",
    "cause.shape.flattened": (
        "The number of elements is right, but they stand along {yours} axes instead of {expected}."
    ),
    "cause.shape.axes": "Yours has {yours} axes; there should be {expected}.",
    "cause.shape.empty": "Axis {axis} (counted from 0) is empty. A slice such as p:-p is empty when p is 0.",
    "cause.shape.transposed": "Axes {first} and {second} (counted from 0) have changed places.",
    "cause.shape.permuted": "The lengths are right but stand in another order.",
    "cause.shape.axis": "Axis {axis} (counted from 0) has length {yours}; it should be {expected}.",
    "cause.shape.is_batch": "This is the batch: padding and reshaping must leave it alone.",
    "cause.shape.same_as_other": (
        "It is as long as axis {other}. Perhaps height and width were computed from the same size."
    ),
    "cause.shape.one_more": "That is one too many: a size that does not divide evenly is rounded down.",
    "cause.shape.one_fewer": "That is one too few: perhaps the + 1 at the end of the size formula is missing.",
    "cause.shape.all_more": (
        "Axes {axes} (counted from 0) are one too long each: a size that does not divide evenly is rounded down."
    ),
    "cause.shape.all_fewer": (
        "Axes {axes} (counted from 0) are one too short each: perhaps the + 1 at the end of the size formula is "
        "missing."
    ),
    "cause.dtype": "Wrong type of numbers. Yours: {yours}. Should be: {expected}.",
    "cause.dtype.half": "A number in {yours} keeps only two or three digits.",
    "cause.dtype.whole": (
        "A tensor of whole numbers loses everything after the point. Make the result with dtype=x.dtype."
    ),
    "cause.dtype.index": "These are indices, so they have to be whole numbers: make them with dtype=torch.int64.",
    "cause.device": (
        "The result is on the wrong device. Yours: {yours}. Should be: {expected}. Make new tensors with "
        "device=x.device."
    ),
    "cause.non_finite": "{wrong} of {elements} numbers are {yours} where an ordinary number should be.",
    "cause.non_finite.first": "The first is at {index}.",
    "cause.non_finite.first_expected": "The first is at {index}; it should be {expected}.",
    "cause.non_finite.rest_right": "All other numbers are right.",
    "cause.non_finite.nan": "NaN comes from 0/0, inf - inf, or from torch.empty, whose memory was never filled.",
    "cause.non_finite.inf": (
        "An infinity comes from a division by 0, or from a starting value of -inf that nothing replaced."
    ),
    "cause.values": "{wrong} of {elements} numbers are wrong.",
    "cause.values.all": "All {elements} numbers are wrong.",
    "cause.values.worst": "The worst is at {index}: yours is {yours}, it should be {expected}.",
    "cause.values.single": "Yours is {yours}, it should be {expected}.",
    "cause.values.allowed": "The difference is {difference}; rounding explains up to {allowed}.",
    "cause.values.exact": "The difference is {difference}; nothing is rounded here, so none is allowed.",
    "cause.no_gradient": (
        "No gradient arrives here. Look for .detach(), .data, .numpy(), .item() or torch.tensor(...) between the input "
        "and the result."
    ),
    "cause.input_changed": (
        "The function changed its input in place: {names}. Work on a copy (x.clone()) or make a new tensor."
    ),
    "cause.input_changed.unknown": (
        "The function changed its input in place. Work on a copy (x.clone()) or make a new tensor."
    ),
    "cause.environment": (
        "The code needs something that is not there where it is checked. This says nothing about your computation."
    ),
    "cause.environment.module": (
        "The module {name} is not installed where the code is checked. If the function does not need it, remove the "
        "import."
    ),
    "cause.environment.import_name": (
        "The name {name} is not in the version of the library that is installed where the code is checked. If the "
        "function does not need it, remove the import."
    ),
    "cause.environment.removed": (
        "{name} in the version installed here no longer has this name. Look up its replacement; np.int, for example, "
        "is now int."
    ),
    "cause.environment.numpy_scalar": (
        "numpy 2 no longer turns an array with brackets around one number into a number. Take the number itself: "
        "a.item()."
    ),
    "cause.environment.python2": (
        "This is Python 2. The code is checked with Python 3: print(...), range, input, items()."
    ),
    "cause.environment.network": (
        "There is no network where the code is checked. The function should work on its arguments alone."
    ),
    "cause.fault": (
        "Something on our side failed, so this could not be checked. It costs you nothing and can be graded again."
    ),
    "cause.note.subclass": "The result is a subclass of torch.Tensor; it was compared as a plain tensor.",
    "cause.note.float64": (
        "The result is float64 though the input is float32. That is accepted; the usual choice is the type of the "
        "input."
    ),
    # report: labels of the terminal and HTML report
    "report.eyebrow": "Grading report",
    "report.skip": "Skip to the checks",
    "report.student": "Student",
    "report.file": "File",
    "report.of": "of {max}",
    "report.points": "{points} of {max} points",
    "report.lead.full": "Everything is right.",
    "report.lead.part": "{passed} of {checks} checks pass.",
    "report.lead.zero": "No check passes yet. The first one below is the place to begin.",
    "report.lead.not_started": "The function is still as it was handed out, so there was nothing to check yet.",
    "report.lead.ungraded": (
        "Something on our side failed, so there is no score. This is not a zero; it can be graded again."
    ),
    "report.mark.full": "PASS",
    "report.mark.part": "PART",
    "report.mark.zero": "FAIL",
    "report.mark.not_started": "NOT STARTED",
    "report.mark.ungraded": "UNGRADED",
    "report.term.not_run": "NOT RUN",
    "report.term.fault": "OUR FAULT",
    "report.state.passed": "Passed",
    "report.state.failed": "Failed",
    "report.state.not_run": "Not run",
    "report.state.fault": "Our fault",
    "report.checks": "Checks",
    "report.no_checks": "There are no results for single checks.",
    "report.cases": "Cases passed: {passed} of {cases}",
    "report.public": "all of them are in the statement",
    "report.hidden": "Cases are drawn afresh for every grading round; only cases from the statement are shown in full.",
    "report.mistake": "What it looks like",
    "report.same": "For the same reason as above.",
    "report.hint": "Hint",
    "report.call": "Call",
    "report.call.gradients": "; gradients of {names}",
    "report.call.scalar": "one number",
    "report.call.noncontiguous": "(not contiguous)",
    "report.example": "This case in full",
    "report.smallest": "The smallest case that fails",
    "report.example.output": "Output {number}",
    "report.example.legend": "{flag} marks numbers that differ.",
    "report.example.cut": "Only a part of the larger tensors is shown.",
    "report.yours": "yours",
    "report.expected": "should be",
    "report.differs": "differs:",
    "report.cell": "cell {number}",
    "report.line": "line {line}",
    "report.location": "The statement to look at: {unit}, lines {lines}.",
    "report.location.lines": "The statement to look at: lines {lines}.",
    "report.findings": "Seen in the source",
    "report.notes": "Notes",
    "report.notes.free": "Worth knowing; none of this costs points.",
    "report.notebook": "Your notebook as it ran",
    "report.notebook.about": "The whole notebook was run from the top, in order. Text, errors and pictures are kept.",
    "report.notebook.download": "Download {name}",
    "report.notebook.show": "Show the notebook (cells: {cells})",
    "report.notebook.text": "text",
    "report.notebook.image": "Picture made by cell {number}",
    "report.notebook.too_large": "The executed notebook could not be attached: it is too large.",
    "report.notebook.not_json": "The executed notebook could not be attached: it is not readable as JSON.",
    "report.notebook.not_notebook": "The executed notebook could not be attached: it has no cells.",
    "report.notebook.dropped.rich": "Left out: HTML, widgets and other active output ({count}).",
    "report.notebook.dropped.image": "Left out: pictures that are broken, too large or too many ({count}).",
    "report.notebook.dropped.cells": "Left out: cells at the end ({count}).",
    "report.notebook.dropped.outputs": "Left out: further outputs of cells with very many ({count}).",
    "report.notebook.dropped.text": "Long text is shortened; [...] marks the place ({count}).",
    "report.notebook.dropped.malformed": "Left out: parts that are not as a notebook should have them ({count}).",
    "report.about": "About this report",
    "report.about.show": "What it ran on, and how long it took",
    "report.environment": "Environment",
    "report.environment.grader": "Grader",
    "report.environment.python": "Python",
    "report.environment.torch": "PyTorch",
    "report.environment.device": "Device",
    "report.environment.isolation": "Isolation",
    "report.environment.seeds": "Case numbers",
    "report.environment.task": "Task version",
    "report.environment.file": "File (sha256)",
    "report.timings": "Time, measured from outside",
    "report.seconds": "{seconds} s",
    "report.claims": "Said by the submission's own process; shown, but never scored on its own",
    "report.bans": (
        "About forbidden functions: they are searched for in the source and, where possible, while it runs. That finds "
        "the usual ways to call them. It cannot prove that none was called."
    ),
    "report.made_by": "Made by grader {grader} for the task {task}.",
    # release: what is handed out
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

_LOCALE = Path(__file__).parent / "locale"


class Words:
    """The sentences in one language. `Words("ru").say("cause.shape", yours=..., expected=...)`."""

    def __init__(self, lang: Lang = "en") -> None:
        self.lang: Lang = lang

    def say(self, key: str, /, **fields: object) -> str:
        """The sentence `key` with its fields filled. An unknown key is a bug of ours and raises KeyError."""
        english = SENTENCES[key]
        text = english if self.lang == "en" else _translations(self.lang).get(english, english)
        return text.format(**fields) if fields else text


@cache
def _translations(lang: str) -> dict[str, str]:
    from babel.messages.pofile import read_po

    with (_LOCALE / f"{lang}.po").open("rb") as handle:
        catalog = read_po(handle)
    return {str(message.id): str(message.string) for message in catalog if message.id and message.string}
