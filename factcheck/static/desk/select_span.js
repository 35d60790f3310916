// Words selected in the article, by mouse or by keys, become the passage of a claim.
(() => {
  const text = desk.page.querySelector(".desk-scroll .desk-text");
  const place = document.getElementById("passage");
  const shown = document.getElementById("passage-words");
  const start = desk.form.elements["passage-start"];
  const end = desk.form.elements["passage-end"];
  if (!text) return;
  const whole = text.textContent;
  // What neither the browser nor the desk takes for the beginning or the end of a claim.
  const BLANK = /[\s\x1c-\x1f\x85]/;
  const SHOWN = 300;
  let chosen = null; // [from, to) in UTF-16 units, as the browser counts

  // The desk counts code points: a pair of surrogates is one.
  function codePoints(until) {
    const pairs = whole.slice(0, until).match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g);
    return until - (pairs ? pairs.length : 0);
  }

  function unitsBefore(node, offset) {
    const range = document.createRange();
    range.setStart(text, 0);
    range.setEnd(node, offset);
    return range.toString().length;
  }

  // Nor is a surrogate pair cut in two.
  function trimmed(from, to) {
    while (from < to && BLANK.test(whole[from])) from += 1;
    while (to > from && BLANK.test(whole[to - 1])) to -= 1;
    if (/[\uDC00-\uDFFF]/.test(whole[from] || "")) from -= 1;
    if (/[\uDC00-\uDFFF]/.test(whole[to] || "")) to += 1;
    return [from, to];
  }

  function choose(from, to) {
    [from, to] = trimmed(from, to);
    if (from >= to) return;
    chosen = [from, to];
    start.value = codePoints(from);
    end.value = codePoints(to);
    const words = whole.slice(from, to);
    shown.textContent = words.length > SHOWN ? `${words.slice(0, SHOWN / 2)} … ${words.slice(-SHOWN / 2)}` : words;
    shown.hidden = false;
    place.classList.add("desk-passage-chosen");
    if (window.CSS && CSS.highlights) CSS.highlights.set("desk-chosen", new Highlight(rangeOf(from, to)));
  }

  function unchoose() {
    chosen = null;
    start.value = end.value = "";
    shown.hidden = true;
    place.classList.remove("desk-passage-chosen");
    if (window.CSS && CSS.highlights) CSS.highlights.delete("desk-chosen");
  }
  desk.unchoose = () => {
    const had = chosen !== null;
    if (had) {
      unchoose();
      getSelection().removeAllRanges();
    }
    return had;
  };

  let timer = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const selection = getSelection();
      if (!selection.rangeCount || selection.isCollapsed) return;
      const range = selection.getRangeAt(0);
      if (!range.intersectsNode(text)) return;
      // A drag may begin or end beside the text.
      const isIn = (node) => text.contains(node);
      const from = isIn(range.startContainer) ? unitsBefore(range.startContainer, range.startOffset) : 0;
      const to = isIn(range.endContainer) ? unitsBefore(range.endContainer, range.endOffset) : whole.length;
      choose(from, to);
    }, 100);
  });

  // --- By keys

  function pointAt(offset) {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    let passed = 0;
    let last = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (offset <= passed + node.length) return [node, offset - passed];
      passed += node.length;
      last = node;
    }
    return [last, last.length];
  }

  function rangeOf(from, to) {
    const range = document.createRange();
    range.setStart(...pointAt(from));
    range.setEnd(...pointAt(to));
    return range;
  }

  function claimSpan() {
    const mark = document.getElementById("claim");
    if (!mark) return [0, 0];
    const from = unitsBefore(mark, 0);
    return [from, from + mark.textContent.length];
  }

  // The pieces around a place, as [from, to) in the whole text.
  function pieces(granularity, around) {
    const from = Math.max(0, around - 5000);
    const segmenter = new Intl.Segmenter(document.documentElement.lang, { granularity });
    return [...segmenter.segment(whole.slice(from, around + 5000))]
      .filter((piece) => (granularity === "word" ? piece.isWordLike : piece.segment.trim()))
      .map((piece) => [from + piece.index, from + piece.index + piece.segment.length]);
  }

  const MOVES = {
    ",": ([from]) => pieces("sentence", from).findLast((piece) => piece[1] <= from),
    ".": ([, to]) => pieces("sentence", to).find((piece) => piece[0] >= to),
    "<": ([from, to]) => [from, pieces("word", to).findLast((piece) => piece[1] < to && piece[0] >= from)?.[1] ?? to],
    ">": ([from, to]) => [from, pieces("word", to).find((piece) => piece[1] > to)?.[1] ?? to],
    "[": ([from, to]) => [pieces("word", from).findLast((piece) => piece[0] < from)?.[0] ?? from, to],
    "]": ([from, to]) => [pieces("word", from).find((piece) => piece[0] > from && piece[1] <= to)?.[0] ?? from, to],
  };

  document.getElementById("passage-hint").addEventListener("desk:key", (event) => {
    event.preventDefault();
    const moved = MOVES[event.target.dataset.key](chosen || claimSpan());
    if (!moved) return;
    choose(...moved);
    const range = rangeOf(...chosen);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    const scroll = text.closest(".desk-scroll");
    const [words, frame] = [range.getBoundingClientRect(), scroll.getBoundingClientRect()];
    if (words.top < frame.top || words.bottom > frame.bottom) scroll.scrollTop += words.top - frame.top - frame.height / 3;
    desk.say(shown.textContent);
  });
})();
