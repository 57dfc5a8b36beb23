"""What is wrong with one case, and what to look at next."""

SENTENCES: dict[str, str] = {
    "cause.where.output": "Output {number}: ",
    "cause.where.gradient": "Gradient of {name}: ",
    "cause.place": "{unit}, line {line}",
    "cause.not_started": "{name} is still as it was handed out. Write its body and hand it in again.",
    "cause.not_started.slot": (
        "{name} still has a place to fill in, so Python cannot read it. Fill it in and hand the file in again."
    ),
    "cause.not_started.unknown": "The function is still as it was handed out. Write its body and hand it in again.",
    "cause.missing_entry": (
        "There is no {name} in the file. Define it with exactly this name, at the top level of a cell or module."
    ),
    "cause.missing_entry.unknown": (
        "The function that the task asks for is not in the file. Define it with exactly the name from the statement."
    ),
    "cause.syntax": (
        "Python {version}, which checks it, cannot read this code, so it could not be run. Run the cell yourself: "
        "Python marks the place."
    ),
    "cause.syntax.because": "Python {version}, which checks it, cannot read this code: {message}",
    "cause.load_failed": (
        "Your file stopped with an error before the function could be called. Restart the kernel and run everything "
        "from the top to see it."
    ),
    "cause.banned": "{name} is used here, and this task asks you to do without it. Write the computation out yourself.",
    "cause.banned.unknown": (
        "A function is used that this task asks you to do without. Write the computation out yourself."
    ),
    "cause.needs": 'Not checked yet: "{name}" has to pass first. Mend that one and this check will run.',
    "cause.other_form": (
        "Not checked: it calls {name}, and a file that trains its network by itself may do without it. Define it as "
        "the statement has it, and this check will run."
    ),
    "cause.other_form.answers": "Not checked: it calls your code, and answers alone were handed in.",
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
        "A tensor that the gradient still needs was changed in place afterwards. Look for +=, x[...] = ..., a method "
        "ending in _, or an optimizer.step() between forward and backward."
    ),
    "cause.raised.gpu_memory": (
        "The memory of the GPU was full. Take smaller batches, evaluate under torch.no_grad(), and keep numbers "
        "(loss.item()), not tensors, from step to step."
    ),
    "cause.raised.no_graph": (
        "The result is not connected to the input, so there is no gradient to compute. Look for torch.no_grad, "
        ".detach(), .data, .numpy(), .item(), torch.tensor(...) or nn.Parameter(...) on the way."
    ),
    "cause.raised.floor_gradient": "// rounds down and has no gradient. A mean needs /.",
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
        "The name is assigned somewhere in this function, so Python looks for it there, and it has no value yet. Look "
        "for a branch that did not run, or for a name that you also use for a function outside."
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
    "cause.raised.arguments_inside": (
        "A function is called here with arguments that it does not take: compare with its definition."
    ),
    "cause.raised.none": (
        "Something here is None. Either an argument such as bias was left out and the code does not check for that, or "
        "a function forgot its return."
    ),
    "cause.raised.pair": (
        "A tuple, such as a pair (rows, columns), stands here where one number is needed. Take it apart first, as in: "
        "sh, sw = stride."
    ),
    "cause.raised.truth": (
        "A tensor with many numbers is neither true nor false. To ask whether an argument was given, write: if bias is "
        "not None."
    ),
    "cause.raised.item": (
        "A tensor with several numbers is used where one number is needed. Perhaps a sum over an axis is missing."
    ),
    "cause.raised.combination": (
        'A torch function got other types than it takes: the list in brackets after "got" says which it was given.'
    ),
    "cause.raised.not_tensor": (
        "A torch function was given something that is not a tensor. Check what the variable holds with type(...)."
    ),
    "cause.raised.name": (
        "This name has no value here. Check its spelling, and that the cell which defines it runs before this one."
    ),
    "cause.raised.empty_data": (
        "There is no picture in the data set: look at the folder that it was filled from, which may not be there."
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
    "cause.raised.options": (
        "The code ends the whole program, as argparse does where an option is missing or unknown. No options are given "
        "here: let every option have a default, without required=True and without positional arguments."
    ),
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
    "cause.returned_nothing.part": "Yours is None; it should be {expected}.",
    "cause.wrong_type.part": "Yours is of type {yours}; a tuple or list of {count} values should be there.",
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
    "cause.wrong_type.coroutine": "It is a coroutine, because of async def. Use def.",
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
        "It is as long as axis {other}: check that height and width are each computed from their own size."
    ),
    "cause.shape.one_more": "That is one too many: look at how this size is computed from the arguments of this call.",
    "cause.shape.one_fewer": "That is one too few: look at how this size is computed from the arguments of this call.",
    "cause.shape.all_more": (
        "Axes {axes} (counted from 0) are one too long each: look at how these sizes are computed from the arguments of"
        " this call."
    ),
    "cause.shape.all_fewer": (
        "Axes {axes} (counted from 0) are one too short each: look at how these sizes are computed from the arguments "
        "of this call."
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
    "cause.non_finite.nan": (
        "NaN usually comes from 0/0, inf - inf, or from torch.empty, whose memory was never filled."
    ),
    "cause.non_finite.inf": (
        "An infinity usually comes from a division by 0, or from a starting value of -inf that nothing replaced."
    ),
    "cause.values": "{wrong} of {elements} numbers are wrong.",
    "cause.values.all": "All {elements} numbers are wrong.",
    "cause.values.worst": "The worst is at {index}: yours is {yours}, it should be {expected}.",
    "cause.values.single": "Yours is {yours}, it should be {expected}.",
    "cause.values.allowed": "The difference is {difference}; rounding explains up to {allowed}.",
    "cause.values.exact": "The difference is {difference}; nothing is rounded here, so none is allowed.",
    "cause.no_gradient": (
        "No gradient arrives here. Look for torch.no_grad, .detach(), .data, .numpy(), .item(), torch.tensor(...) or "
        "nn.Parameter(...) between the input and the result."
    ),
    "cause.accuracy": "The accuracy on unseen pictures is not enough for full marks.",
    "cause.input_changed": (
        "The function changed its input in place: {names}. Work on a copy (x.clone(), of a numpy array x.copy()) or "
        "make a new one."
    ),
    "cause.input_changed.unknown": (
        "The function changed its input in place. Work on a copy (x.clone(), of a numpy array x.copy()) or make a new "
        "one."
    ),
    "cause.environment": (
        "The code needs something that is not there where it is checked. This says nothing about your computation."
    ),
    "cause.environment.module": (
        "The module {name} is not installed where the code is checked. If the function does not need it, remove the "
        "import."
    ),
    "cause.environment.import_name": (
        "The name {name} is not in the version of the library that is installed where the code is checked. Check how "
        "it is spelled; if the function does not need it, remove the import."
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
    "cause.order": (
        "The values are right but stand in another order: should be 1, 2, ... of the statement, yours are at {order}."
    ),
    "cause.timeout.loading": (
        "The file had not finished loading after {limit} s, so no function could be called. Look for a cell or line "
        "outside of the functions that waits or computes for long."
    ),
    "cause.environment.newer": (
        "This is code for Python {needed} or later; it is checked with Python {version}, which cannot read it. Write "
        "this line the older way."
    ),
    "cause.environment.newer_library": (
        "{name} came with a later Python than the one that the code is checked with. Write it the older way."
    ),
    "cause.environment.network": (
        "There is no network where the code is checked. The function should work on its arguments alone."
    ),
    "cause.environment.install": (
        "Nothing can be installed where the code is checked: there is no network. Use what PyTorch and Python bring "
        "along; what your own code needs besides may lie beside it in a .zip."
    ),
    "cause.environment.upload": (
        "files.upload() waits for somebody who chooses a file, and where the code is checked nobody does. A function "
        "is handed all that it needs; hand in what your own code reads besides together with it, in a .zip."
    ),
    "cause.environment.hosted": (
        "{name} lies with the service that the notebook was written on (Kaggle, Colab) and is not there where the code "
        "is checked. A function is handed all that it needs; where the statement lets a notebook train by itself, it "
        "says where the pictures lie."
    ),
    "cause.fault": (
        "Something on our side failed, so this could not be checked. It costs you nothing and can be graded again."
    ),
    "cause.note.subclass": "The result is a subclass of torch.Tensor; it was compared as a plain tensor.",
    "cause.note.own_sizes": (
        "Some layers have other sizes than they should: see the check of sizes. Where it was possible, the checks "
        "below it were made with a network of your sizes."
    ),
    "cause.note.input_changed_again": (
        "An input was changed in place in other checks too. That is counted once, in the first of them."
    ),
    "cause.note.float64": (
        "The result is float64 though the input is float32. That is accepted; the usual choice is the type of the "
        "input."
    ),
}
