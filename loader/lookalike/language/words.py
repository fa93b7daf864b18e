"""Words of the archive that reports and pages translate, and nouns that stand beside numbers.

`noted` marks a text for the message files, and gives it back.
"""


def noted(message: str) -> str:
    return message


def noted_many(one: str, many: str) -> tuple[str, str]:
    return one, many


# noun of `figure`: with the number, in the singular and in the plural
NOUNS = {
    "image": noted_many("%(num)s image", "%(num)s images"),
    "collection": noted_many("%(num)s collection", "%(num)s collections"),
    "cluster": noted_many("%(num)s cluster", "%(num)s clusters"),
    "picture": noted_many("%(num)s picture", "%(num)s pictures"),
    "conflict": noted_many("%(num)s conflict", "%(num)s conflicts"),
    "case": noted_many("%(num)s case", "%(num)s cases"),
    "different file": noted_many("%(num)s different file", "%(num)s different files"),
    "other image": noted_many("%(num)s other image", "%(num)s other images"),
    "row": noted_many("%(num)s row", "%(num)s rows"),
    "file": noted_many("%(num)s file", "%(num)s files"),
}

# class: what it means
CLASSES = {
    noted("archival master"): noted("Proposed as the one to keep of its cluster."),
    noted("archival copy of a published image"): noted(
        "Just these pixels were published; kept beside a master."
    ),
    noted("identical copy"): noted("The same bytes or the same pixels as another file."),
    noted("other capture"): noted("Captured of the same object as another preservation master."),
    noted("derivative"): noted(
        "Made from a master: smaller, recompressed, toned or otherwise changed."
    ),
    noted("original undetermined"): noted("No image of its cluster is certain to be the original."),
    noted("possible duplicate"): noted(
        "Resembles another image, not closely enough. A person has to look."
    ),
    noted("unique"): noted("No copy was found."),
    noted("unclassified"): noted("Not compared with the others yet."),
}
# disposition: what it means
DISPOSITIONS = {
    noted("retain"): noted("The images are kept."),
    noted("transfer"): noted(
        "The images may go to another keeper, by a plan that two people agreed on."
    ),
    noted("quarantine"): noted("The files may be set aside, by a plan that two people agreed on."),
    noted("review"): noted("A person has to look at the images. The next section says where."),
}
# problem: what it means
PROBLEMS = {
    "not_an_image": noted("Other files, such as text. Listed so that nothing goes unmentioned."),
    "excluded": noted(
        "Left out by a pattern, with all that is in a folder. This is not a problem."
    ),
    "unidentified": noted(
        "Looks like an image by name or first bytes, but no picture can be read."
    ),
    "truncated": noted("The file ends before the picture does, as after a broken transfer."),
    "corrupt": noted("The content is damaged."),
    "unsupported": noted("A good file of a kind that is not decoded. The message says what to do."),
    "empty_file": noted("The file has no content."),
    "decompression_bomb": noted("Has more pixels than the limit (--max-pixels); not decoded."),
    "unreadable": noted("The file or folder could not be opened."),
    "symlink": noted("A symbolic link; not followed."),
    "symlink_loop": noted("A symbolic link that leads back to itself."),
    "special_file": noted("A pipe, socket or device."),
    "file_name": noted("The name is not valid UTF-8, or holds line breaks or control characters."),
    "path_too_long": noted("The path is longer than the archive can store."),
    "decoder_crash": noted("The decoder crashed on it."),
    "decoder_timeout": noted("Decoding took too long."),
    "out_of_memory": noted("Decoding would take more memory than a process may take."),
    "changed_during_scan": noted("The file changed while it was read; the next scan takes it up."),
    "changed_bytes": noted(
        "Other bytes under the same size and date: damaged, or changed unseen. The archive keeps"
        " what it knew of the file."
    ),
    "vanished": noted("The file went away while the scan ran."),
}
# Words and sentences that views give.
TERMS = [
    # problems
    *(noted("not an image"), noted("excluded"), noted("unidentified"), noted("truncated")),
    *(noted("corrupt"), noted("unsupported"), noted("empty file"), noted("decompression bomb")),
    *(noted("unreadable"), noted("symlink"), noted("symlink loop"), noted("special file")),
    *(noted("file name"), noted("path too long"), noted("decoder crash")),
    *(noted("decoder timeout"), noted("out of memory"), noted("changed during scan")),
    *(noted("changed bytes"), noted("vanished")),
    # figures of report_figure
    *(noted("images"), noted("bytes"), noted("clusters of copies"), noted("identical copies")),
    *(noted("derivatives"), noted("redundant bytes")),
    *(noted("images with an undetermined original"), noted("images to retain")),
    *(noted("images to transfer"), noted("images to quarantine"), noted("images to review")),
    *(noted("rights conflicts not settled"), noted("metadata conflicts not settled")),
    *(noted("cases in the queue of reviews"), noted("active holds"), noted("plans that are open")),
    *(noted("files set aside"), noted("scan problems"), noted("catalogue entries")),
    noted("entries without an image"),
    # open_work
    *(noted("file on its way"), noted("file set aside that is gone")),
    *(noted("end of a hold to confirm"), noted("hold to review"), noted("plan to approve")),
    *(noted("plan to apply"), noted("receipt to record"), noted("collection to review")),
    *(noted("case in the queue: possible pair"), noted("case in the queue: sample")),
    *(noted("case in the queue: chained cluster"), noted("case in the queue: rights conflict")),
    *(noted("case in the queue: metadata conflict"), noted("case in the queue: other record")),
    *(noted("case in the queue: undetermined original"), noted("case in the queue: not compared")),
    *(noted("case in the queue: cluster to review"), noted("case in the queue: image to review")),
    *(noted("case in the queue: possible rendition"), noted("case in the queue: disposal due")),
    *(noted("entry without an image"), noted("file that could not be audited")),
    # next_step
    noted("%(number)s image may be set aside, unless a guard keeps it"),
    noted("%(number)s images may be set aside, unless a guard keeps them"),
    noted("%(number)s image may go to another keeper, unless a guard keeps it"),
    noted("%(number)s images may go to another keeper, unless a guard keeps them"),
    noted("%(number)s image waits for people to decide"),
    noted("%(number)s images wait for people to decide"),
    noted("Waits for people: %(number)s, hold to review"),
    noted("Waits for people: %(number)s, end of a hold to confirm"),
    noted("Waits for people: %(number)s, plan to approve"),
    noted("Waits for people: %(number)s, plan to apply"),
    noted("Waits for people: %(number)s, receipt to record"),
    noted("Waits for people: %(number)s, file on its way"),
    noted("Waits for people: %(number)s, file set aside that is gone"),
    noted("Nothing is behind"),
    # fields of conflicts
    *(noted("rights category"), noted("rights statement"), noted("licence"), noted("licensor")),
    *(noted("rights holder"), noted("web statement"), noted("licence reference")),
    *(noted("territory"), noted("period"), noted("embargo"), noted("title"), noted("creator")),
    *(noted("date"), noted("description"), noted("credit line")),
    # what takes a case out of the queue
    *(noted("duplicate or not a duplicate"), noted("keep or quarantine")),
    noted("keep or quarantine for each image"),
    noted("keep or quarantine for each image, or a declared preservation master"),
    *(noted("same record"), noted("not the same record")),
    *(noted("same record or not the same record"), noted("rendition confirmed or refused")),
    *(noted("plan approved or withdrawn"), noted("plan of disposal, or end of the authority")),
    # plans and holds
    *(noted("set aside"), noted("record disposal"), noted("proposed"), noted("approved")),
    *(noted("applied"), noted("restored"), noted("withdrawn"), noted("image"), noted("entry")),
    *(noted("collection"), noted("picture and versions"), noted("file")),
    # bands of evidence
    noted("proven, correlation %(number)s and more"),
    noted("proven, correlation below %(number)s"),
    noted("close hashes, %(number)s to %(number)s bits"),
    noted("close hashes, %(number)s bits and more"),
    # kinds of cases, and what takes them out of the queue
    *(noted("possible pair"), noted("sample"), noted("chained cluster"), noted("rights conflict")),
    *(noted("metadata conflict"), noted("other record"), noted("possible rendition")),
    *(noted("quarantine proposed"), noted("disposal due"), noted("undetermined original")),
    *(noted("cluster to review"), noted("image to review"), noted("not compared")),
    *(noted("same record or not the same record"), noted("rendition confirmed or refused")),
    *(noted("plan approved or withdrawn"), noted("plan of disposal, or end of the authority")),
    noted("keep or quarantine for each image, or a declared preservation master"),
    *(noted("keep or quarantine for each image"), noted("keep or quarantine")),
    *(noted("lookalike match, lookalike classify"), noted("duplicate or not a duplicate")),
    # decisions and conflicts
    *(noted("duplicate"), noted("not a duplicate"), noted("keep"), noted("rights settled")),
    *(noted("metadata settled"), noted("same record"), noted("not the same record")),
    *(noted("rights"), noted("metadata")),
    # guards and roles
    *(noted("legal hold"), noted("human decision"), noted("conflicting rights")),
    *(noted("vital record"), noted("last copy"), noted("unique content")),
    *(noted("preservation master"), noted("production master"), noted("access copy")),
    noted("thumbnail"),
    # fields of files
    *(noted("modified at"), noted("captured at"), noted("camera"), noted("software")),
    *(noted("copyright notice"), noted("usage terms"), noted("rights url")),
    # how a pair was found, its proof, and how an entry and an image were linked
    *(noted("hash"), noted("variant"), noted("content"), noted("code"), noted("embedding")),
    *(noted("detail"), noted("cluster"), noted("person"), noted("panel"), noted("page")),
    *(noted("proven"), noted("inconclusive"), noted("not proven"), noted("connected")),
    *(noted("digest"), noted("path"), noted("external id")),
    # states of files, of plans and of what shows a picture
    *(noted("withheld"), noted("moving"), noted("moved"), noted("restoring")),
    *(noted("handing over"), noted("transferred"), noted("disposed"), noted("present")),
    *(noted("missing"), noted("intact"), noted("changed"), noted("stated")),
    *(noted("no longer stated"), noted("in force"), noted("over"), noted("lifted")),
    # units
    *(noted("kB"), noted("MB"), noted("GB"), noted("TB"), noted("PB")),
    # relations, each a word of a list in view lineage
    *(noted("identical file"), noted("identical image"), noted("re-encoded"), noted("resized")),
    *(noted("cropped"), noted("bordered"), noted("rotated"), noted("mirrored")),
    *(noted("negative"), noted("toned"), noted("edited"), noted("part of")),
    *(noted("the image itself"), noted("same bytes"), noted("same pixels"), noted("version")),
    noted("contains it"),
]
