"""What a reviewer does with a claim: each step is a button of the page, a key, and one rule."""

from factcheck.admin import matching, review_claim, review_leaving, review_words
from factcheck.admin.review_work import Step

STEPS: dict[str, Step] = {
    "draft": review_words.save,
    "over": review_words.save_over,
    "verdict": review_words.give,
    "row": review_words.add_rows,
    "preview": review_words.preview,
    "release": review_leaving.release,
    "aside": review_leaving.put_aside,
    "hand": review_leaving.hand_over,
    "dismiss": review_leaving.dismiss,
    "reopen": review_leaving.reopen,
    "again": review_leaving.take_again,
    "wording": review_claim.reword,
    "passage": review_claim.move,
    "split": review_claim.split,
    "merge": review_claim.merge,
    "match": matching.match,
    "unlike": matching.unlike,
    "note": review_claim.note,
    "add": review_claim.add,
}
