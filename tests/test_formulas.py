"""Formulas: however a page writes or draws one, it comes out once, as TeX in Markdown and as characters in text."""

from __future__ import annotations

import pytest
from helpers import html_texts
from hypothesis import given
from hypothesis import strategies as st

from cleaner import clean
from cleaner.document import Label
from cleaner.render.as_html import as_html
from cleaner.render.as_markdown import as_markdown
from cleaner.segment.from_html import segment_html
from cleaner.text.tex import readable

BEFORE = (
    "<p>The keeper of the lock wrote down the height of the water every morning for eleven years, and his daughter "
    "carried on with it when he could no longer climb the stairs.</p>"
)
AFTER = (
    "<p>Nobody asked for these figures until the bridge was to be built. Then three offices asked for them in the same "
    "week, and she sent each of them the same photograph of the same page.</p>"
)


def markdown(inside: str) -> str:
    written = as_markdown(clean(f"<article><h1>The lock</h1>{BEFORE}{inside}{AFTER}</article>", kind="html"))
    paragraphs = written.strip().split("\n\n")
    return "\n\n".join(paragraphs[2:-1])


@pytest.mark.parametrize(
    ("tex", "characters"),
    [
        ("E=mgh", "E = mgh"),
        (r"\frac{a}{b}", "a/b"),
        (r"\frac{a+b}{2c}", "(a + b)/(2c)"),
        (r"10^{-3}", "10⁻³"),
        (r"x^{a+b}", "x^(a+b)"),
        (r"x^e", "x^e"),
        (r"v_{\text{max}}", "v_max"),
        (r"\sqrt{b^2-4ac}", "√(b² − 4ac)"),
        (r"\sqrt{2gh}", "√(2gh)"),
        (r"\sqrt[3]{x}", "³√x"),
        (r"\alpha \le \beta", "α ≤ β"),
        (r"\sum_{i=1}^{n} x_i", "∑ᵢ₌₁ⁿxᵢ"),
        (r"\left( \frac12 \right)", "(1/2)"),
        (r"\begin{array}{cc} a & b \\ c & d \end{array}", "a b; c d"),
        (r"\mathbb{R}", "ℝ"),
        ("}{", ""),
        ("x^", "x"),
    ],
)
def test_tex_is_written_in_characters(tex: str, characters: str) -> None:
    assert readable(tex) == characters


@given(st.text(alphabet=r"\{}^_&$ abfrcsqt12+-", max_size=60))
def test_any_tex_is_read_to_its_end(tex: str) -> None:
    assert "\n" not in readable(tex)


MATHML = "<math{}><semantics><mrow><mi>E</mi><mo>=</mo><mi>m</mi></mrow>{}</semantics></math>"
ANNOTATED = MATHML.format("", '<annotation encoding="application/x-tex">E=m</annotation>')
INLINE = {
    "annotated": ANNOTATED,
    "alternative-text": MATHML.format(' alttext="E=m"', ""),
    "bare": MATHML.format("", ""),
    "katex": f'<span class="katex"><span class="katex-mathml">{ANNOTATED}</span>'
    '<span class="katex-html" aria-hidden="true"><span class="base">E=m</span></span></span>',
    "mathjax-2": '<span class="MathJax_Preview"></span><span class="MathJax"><nobr aria-hidden="true">E=m</nobr>'
    f'<span class="MJX_Assistive_MathML">{MATHML.format("", "")}</span></span><script type="math/tex">E=m</script>',
    "mathjax-2-not-yet-drawn": '<script type="math/tex">E=m</script>',
    "mathjax-3": '<mjx-container class="MathJax" jax="CHTML"><mjx-math aria-hidden="true">'
    f'<mjx-c class="mjx-c45"></mjx-c></mjx-math>'
    f"<mjx-assistive-mml>{MATHML.format('', '')}</mjx-assistive-mml></mjx-container>",
    "wikipedia": '<span class="mwe-math-element"><span class="mwe-math-mathml-inline" style="display: none;">'
    + MATHML.format(r' alttext="{\displaystyle E=m}"', "")
    + r'</span><img class="mwe-math-fallback-image-inline" src="/math/render/svg/9f" alt="{\displaystyle E=m}"></span>',
    "picture-of-wordpress": '<img class="latex" src="https://s0.wp.com/latex.php?latex=E%3Dm" alt="E=m">',
    "pandoc": r'<span class="math inline">\(E=m\)</span>',
    "stack-exchange": '<span class="math-container">$E=m$</span>',
}


@pytest.mark.parametrize("formula", INLINE.values(), ids=INLINE)
def test_a_formula_in_a_line_comes_out_once(formula: str) -> None:
    page = f"<p>The energy {formula} is that of a car on the slope above the mill race.</p>"
    assert html_texts(page) == ["The energy E = m is that of a car on the slope above the mill race."]
    assert markdown(page) == "The energy $E=m$ is that of a car on the slope above the mill race."


DISPLAYED = {
    "mathml": MATHML.format(' display="block"', ""),
    "katex": f'<span class="katex-display">{INLINE["katex"]}</span>',
    "mathjax-2": '<div class="MathJax_Display"><span class="MathJax">E=m</span></div>'
    '<script type="math/tex; mode=display">E=m</script>',
    "mathjax-3": INLINE["mathjax-3"].replace('jax="CHTML"', 'jax="CHTML" display="true"'),
    "pandoc": r'<span class="math display">\[E=m\]</span>',
}


@pytest.mark.parametrize("formula", DISPLAYED.values(), ids=DISPLAYED)
def test_a_formula_on_its_own_line_is_a_block(formula: str) -> None:
    page = f"<p>The energy of a car on the slope above the mill race is</p><p>{formula}</p>"
    assert markdown(page).split("\n\n")[-1] == "$$\nE=m\n$$"
    article = clean(f"{BEFORE}{page}{AFTER}", kind="html")
    assert [block.text for block in article.blocks if block.label is Label.FORMULA] == ["E = m"]


@pytest.mark.parametrize(
    ("elements", "tex"),
    [
        ("<mfrac><mi>a</mi><mi>b</mi></mfrac>", r"\frac{a}{b}"),
        ("<msup><mi>x</mi><mn>10</mn></msup>", "x^{10}"),
        ("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x_1^2"),
        ("<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>", r"\sqrt{x+1}"),
        ("<munder><mi>lim</mi><mi>n</mi></munder>", r"\mathrm{lim}_n"),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", r"\bar{x}"),
        (
            "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr></mtable>",
            r"\begin{matrix} 1 & 2 \end{matrix}",
        ),
        ("<mfrac><mi>a</mi></mfrac>", r"\frac{a}{}"),
    ],
)
def test_mathml_without_tex_is_written_in_tex(elements: str, tex: str) -> None:
    (block,) = segment_html(f"<p>It is <math>{elements}</math>")
    assert [mark.target for mark in block.inline.marks if mark.begins] == [tex]


RAW = r"<p>With \(E=m\) as the energy of a car on the slope above the mill race,</p><p>$$E \\[2pt] m$$</p>"


def test_tex_that_a_script_would_draw_is_a_formula() -> None:
    script = '<script src="https://cdn.example/mathjax/tex-chtml.js"></script>'
    drawn = markdown(script + RAW)
    assert drawn.startswith("With $E=m$ as the energy")
    assert drawn.endswith("$$\nE \\\\[2pt] m\n$$")
    assert "$E=m$" not in markdown(RAW)
    assert "$E=m$" not in markdown(script + RAW.replace("<p>", "<pre>").replace("</p>", "</pre>"))


def test_what_costs_dollars_is_no_formula() -> None:
    page = "<p>The first lock cost $5 a day to run, and the second, which is wider by a metre, cost $6 a day.</p>"
    assert markdown(page) == page[3:-4]
    with_formula = page.replace("first lock", '<math alttext="n"><mi>n</mi></math>-th lock')
    assert r"$n$-th lock cost \$5" in markdown(with_formula)


def test_a_formula_is_neither_a_tag_nor_a_link() -> None:
    page = "<p>The bound is <script type='math/tex'>a<b>c[x](y)</script> here</p>"
    written = as_markdown(clean(BEFORE + page + AFTER, kind="html"))
    assert r"a\lt b>c[x] (y)" in written
    assert r"\(a&lt;b&gt;c[x](y)\)" in as_html(clean(BEFORE + page + AFTER, kind="html"))
