"""What was changed or noticed while a file was read, and why one cannot be read at all."""

SENTENCES: dict[str, str] = {
    "intake.missing": "{file}: there is no such file. Check the name and the folder.",
    "intake.link": "{file} is a link to another file. Hand in the file itself.",
    "intake.not_a_file": (
        "{file} is not an ordinary file (it may be a folder or a device). Hand in one .ipynb, .py or .zip file."
    ),
    "intake.unreadable": "{file} cannot be opened: {reason}. Check who may read it.",
    "intake.too_large": (
        "{file} has {size} MB; at most {limit} MB are read. Clear a notebook's outputs, leave the data out "
        "and hand it in again."
    ),
    "intake.too_large.predictions": (
        "{file} has {size} MB; at most {limit} MB are read. Write a class for each picture instead of a number for "
        "each class, or an .npz file of float32."
    ),
    "intake.unknown_kind": (
        "{file}: the name does not end in .ipynb, .py or .zip. Hand in a notebook, a module, or a zip archive "
        "of modules."
    ),
    "intake.data_kind": (
        "{file} is no kind of file that is read. Predictions are handed in as an .npz or .csv file, where the task "
        "takes them; weights go into a .zip with the code that reads them."
    ),
    "intake.no_code": (
        "{file} holds predictions, and this task is about code: hand in the notebook, module or archive that defines "
        "{entry}."
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
        "{file} holds NUL bytes, so it is no Python source. Save it as plain text in UTF-8 and hand it in again."
    ),
    "intake.encoding": (
        "{file} says that its encoding is {encoding}, which is not known here. Save it as UTF-8 and hand it in again."
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
        "{file} is JSON, but not a notebook: it has no cells. Hand in the .ipynb file that Jupyter or Colab saves."
    ),
    "intake.version": (
        "{file} is a notebook of format {version}; formats 3 and 4 are read. Open it in a current Jupyter, "
        "save it, and hand it in again."
    ),
    "intake.too_many_cells": (
        "{file} has {count} cells; at most {limit} are read. Hand in only the part that belongs to the task."
    ),
    "intake.too_much_text": (
        "{file}: the cells hold more than {limit} million characters. Hand in only the part that belongs to the task."
    ),
    "intake.cell_too_long": (
        "{file}: cell {cell} holds more than {limit} million characters. Keep data in a file, not in a cell."
    ),
    "intake.too_much_code": (
        "{file} holds more code than a solution needs: over {lines} lines or {tokens} words and signs. Keep data in a "
        "file and hand in only the part that belongs to the task."
    ),
    "intake.too_intricate": (
        "{file} took longer than {seconds} s to read; the usual reason is very much or very unusual code. Hand in only "
        "the part that belongs to the task."
    ),
    "intake.zip_too_much_source": (
        "{file}: its modules hold more than {limit} million characters. Pack only the modules that belong to the task."
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
        "The saved notebook shows errors in cells {cells}. It is run anew here, so they do not count by themselves."
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
        "Files of the archive that are archives themselves, packed in an unusual way or damaged were left out: {names}."
    ),
    "intake.note.member_unreadable": "A file of the archive was left out. {reason}",
}
