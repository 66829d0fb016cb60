#include "tui/maths_symbols.h"

#include <string.h>

#include "engine/base/mem.h"

static const struct maths_symbol symbols[] = {
    /* Greek */
    {"alpha", "α", MATHS_ORD}, {"beta", "β", MATHS_ORD}, {"gamma", "γ", MATHS_ORD}, {"delta", "δ", MATHS_ORD},
    {"epsilon", "ϵ", MATHS_ORD}, {"varepsilon", "ε", MATHS_ORD}, {"zeta", "ζ", MATHS_ORD}, {"eta", "η", MATHS_ORD},
    {"theta", "θ", MATHS_ORD}, {"vartheta", "ϑ", MATHS_ORD}, {"iota", "ι", MATHS_ORD}, {"kappa", "κ", MATHS_ORD},
    {"lambda", "λ", MATHS_ORD}, {"mu", "μ", MATHS_ORD}, {"nu", "ν", MATHS_ORD}, {"xi", "ξ", MATHS_ORD},
    {"omicron", "ο", MATHS_ORD}, {"pi", "π", MATHS_ORD}, {"varpi", "ϖ", MATHS_ORD}, {"rho", "ρ", MATHS_ORD},
    {"varrho", "ϱ", MATHS_ORD}, {"sigma", "σ", MATHS_ORD}, {"varsigma", "ς", MATHS_ORD}, {"tau", "τ", MATHS_ORD},
    {"upsilon", "υ", MATHS_ORD}, {"phi", "ϕ", MATHS_ORD}, {"varphi", "φ", MATHS_ORD}, {"chi", "χ", MATHS_ORD},
    {"psi", "ψ", MATHS_ORD}, {"omega", "ω", MATHS_ORD}, {"Gamma", "Γ", MATHS_ORD}, {"Delta", "Δ", MATHS_ORD},
    {"Theta", "Θ", MATHS_ORD}, {"Lambda", "Λ", MATHS_ORD}, {"Xi", "Ξ", MATHS_ORD}, {"Pi", "Π", MATHS_ORD},
    {"Sigma", "Σ", MATHS_ORD}, {"Upsilon", "Υ", MATHS_ORD}, {"Phi", "Φ", MATHS_ORD}, {"Psi", "Ψ", MATHS_ORD},
    {"Omega", "Ω", MATHS_ORD},
    /* letters that are none */
    {"ell", "ℓ", MATHS_ORD}, {"hbar", "ℏ", MATHS_ORD}, {"Re", "ℜ", MATHS_ORD}, {"Im", "ℑ", MATHS_ORD},
    {"aleph", "ℵ", MATHS_ORD}, {"beth", "ℶ", MATHS_ORD}, {"wp", "℘", MATHS_ORD}, {"imath", "ı", MATHS_ORD},
    {"jmath", "ȷ", MATHS_ORD}, {"infty", "∞", MATHS_ORD}, {"partial", "∂", MATHS_ORD}, {"nabla", "∇", MATHS_ORD},
    {"emptyset", "∅", MATHS_ORD}, {"varnothing", "∅", MATHS_ORD}, {"forall", "∀", MATHS_ORD}, {"exists", "∃", MATHS_ORD},
    {"nexists", "∄", MATHS_ORD}, {"neg", "¬", MATHS_ORD}, {"lnot", "¬", MATHS_ORD}, {"top", "⊤", MATHS_ORD},
    {"bot", "⊥", MATHS_ORD}, {"angle", "∠", MATHS_ORD}, {"prime", "′", MATHS_ORD}, {"degree", "°", MATHS_ORD},
    {"square", "□", MATHS_ORD}, {"Box", "□", MATHS_ORD}, {"blacksquare", "■", MATHS_ORD}, {"qed", "∎", MATHS_ORD},
    {"triangle", "△", MATHS_ORD}, {"bigstar", "★", MATHS_ORD}, {"checkmark", "✓", MATHS_ORD}, {"dagger", "†", MATHS_BIN},
    {"ddagger", "‡", MATHS_BIN}, {"S", "§", MATHS_ORD}, {"P", "¶", MATHS_ORD}, {"pounds", "£", MATHS_ORD},
    {"dots", "…", MATHS_ORD}, {"ldots", "…", MATHS_ORD}, {"cdots", "⋯", MATHS_ORD}, {"vdots", "⋮", MATHS_ORD},
    {"ddots", "⋱", MATHS_ORD}, {"dotsc", "…", MATHS_ORD}, {"dotsb", "⋯", MATHS_ORD}, {"intercal", "⊺", MATHS_ORD},
    {"%", "%", MATHS_ORD}, {"$", "$", MATHS_ORD}, {"#", "#", MATHS_ORD}, {"&", "&", MATHS_ORD}, {"_", "_", MATHS_ORD},
    /* operators between two */
    {"pm", "±", MATHS_BIN}, {"mp", "∓", MATHS_BIN}, {"times", "×", MATHS_BIN}, {"div", "÷", MATHS_BIN},
    {"cdot", "·", MATHS_BIN}, {"ast", "∗", MATHS_BIN}, {"star", "⋆", MATHS_BIN}, {"circ", "∘", MATHS_BIN},
    {"bullet", "•", MATHS_BIN}, {"cap", "∩", MATHS_BIN}, {"cup", "∪", MATHS_BIN}, {"uplus", "⊎", MATHS_BIN},
    {"sqcap", "⊓", MATHS_BIN}, {"sqcup", "⊔", MATHS_BIN}, {"vee", "∨", MATHS_BIN}, {"lor", "∨", MATHS_BIN},
    {"wedge", "∧", MATHS_BIN}, {"land", "∧", MATHS_BIN}, {"setminus", "∖", MATHS_BIN}, {"smallsetminus", "∖", MATHS_BIN},
    {"oplus", "⊕", MATHS_BIN}, {"ominus", "⊖", MATHS_BIN}, {"otimes", "⊗", MATHS_BIN}, {"oslash", "⊘", MATHS_BIN},
    {"odot", "⊙", MATHS_BIN}, {"diamond", "⋄", MATHS_BIN}, {"bmod", "mod", MATHS_BIN}, {"ltimes", "⋉", MATHS_BIN},
    {"rtimes", "⋊", MATHS_BIN}, {"backslash", "\\", MATHS_ORD},
    /* relations */
    {"le", "≤", MATHS_REL}, {"leq", "≤", MATHS_REL}, {"leqslant", "⩽", MATHS_REL}, {"ge", "≥", MATHS_REL},
    {"geq", "≥", MATHS_REL}, {"geqslant", "⩾", MATHS_REL}, {"ne", "≠", MATHS_REL}, {"neq", "≠", MATHS_REL},
    {"ll", "≪", MATHS_REL}, {"gg", "≫", MATHS_REL}, {"equiv", "≡", MATHS_REL}, {"sim", "∼", MATHS_REL},
    {"simeq", "≃", MATHS_REL}, {"approx", "≈", MATHS_REL}, {"cong", "≅", MATHS_REL}, {"propto", "∝", MATHS_REL},
    {"in", "∈", MATHS_REL}, {"notin", "∉", MATHS_REL}, {"ni", "∋", MATHS_REL}, {"subset", "⊂", MATHS_REL},
    {"subseteq", "⊆", MATHS_REL}, {"subsetneq", "⊊", MATHS_REL}, {"supset", "⊃", MATHS_REL},
    {"supseteq", "⊇", MATHS_REL}, {"perp", "⟂", MATHS_REL}, {"parallel", "∥", MATHS_REL}, {"mid", "∣", MATHS_REL},
    {"nmid", "∤", MATHS_REL}, {"vdash", "⊢", MATHS_REL}, {"models", "⊨", MATHS_REL}, {"prec", "≺", MATHS_REL},
    {"succ", "≻", MATHS_REL}, {"preceq", "⪯", MATHS_REL}, {"succeq", "⪰", MATHS_REL}, {"doteq", "≐", MATHS_REL},
    {"triangleq", "≜", MATHS_REL}, {"coloneqq", "≔", MATHS_REL}, {"colon", ":", MATHS_PUNCT},
    {"lesssim", "≲", MATHS_REL}, {"gtrsim", "≳", MATHS_REL}, {"asymp", "≍", MATHS_REL}, {"bowtie", "⋈", MATHS_REL},
    /* arrows */
    {"to", "→", MATHS_REL}, {"rightarrow", "→", MATHS_REL}, {"leftarrow", "←", MATHS_REL}, {"gets", "←", MATHS_REL},
    {"leftrightarrow", "↔", MATHS_REL}, {"Rightarrow", "⇒", MATHS_REL}, {"Leftarrow", "⇐", MATHS_REL},
    {"Leftrightarrow", "⇔", MATHS_REL}, {"implies", "⟹", MATHS_REL}, {"iff", "⟺", MATHS_REL},
    {"impliedby", "⟸", MATHS_REL}, {"mapsto", "↦", MATHS_REL}, {"longmapsto", "⟼", MATHS_REL},
    {"longrightarrow", "⟶", MATHS_REL}, {"longleftarrow", "⟵", MATHS_REL}, {"Longrightarrow", "⟹", MATHS_REL},
    {"uparrow", "↑", MATHS_REL}, {"downarrow", "↓", MATHS_REL}, {"updownarrow", "↕", MATHS_REL},
    {"Uparrow", "⇑", MATHS_REL}, {"Downarrow", "⇓", MATHS_REL}, {"nearrow", "↗", MATHS_REL}, {"searrow", "↘", MATHS_REL},
    {"hookrightarrow", "↪", MATHS_REL}, {"hookleftarrow", "↩", MATHS_REL}, {"rightharpoonup", "⇀", MATHS_REL},
    {"rightleftharpoons", "⇌", MATHS_REL}, {"leadsto", "⇝", MATHS_REL}, {"twoheadrightarrow", "↠", MATHS_REL},
    /* big ones, with limits */
    {"sum", "∑", MATHS_BIG}, {"prod", "∏", MATHS_BIG}, {"coprod", "∐", MATHS_BIG}, {"bigcap", "⋂", MATHS_BIG},
    {"bigcup", "⋃", MATHS_BIG}, {"bigvee", "⋁", MATHS_BIG}, {"bigwedge", "⋀", MATHS_BIG}, {"bigoplus", "⨁", MATHS_BIG},
    {"bigotimes", "⨂", MATHS_BIG}, {"bigodot", "⨀", MATHS_BIG}, {"bigsqcup", "⨆", MATHS_BIG},
    {"biguplus", "⨄", MATHS_BIG}, {"lim", "lim", MATHS_BIG}, {"limsup", "lim sup", MATHS_BIG},
    {"liminf", "lim inf", MATHS_BIG}, {"max", "max", MATHS_BIG}, {"min", "min", MATHS_BIG}, {"sup", "sup", MATHS_BIG},
    {"inf", "inf", MATHS_BIG}, {"argmax", "arg max", MATHS_BIG}, {"argmin", "arg min", MATHS_BIG},
    {"Pr", "Pr", MATHS_BIG}, {"det", "det", MATHS_BIG}, {"gcd", "gcd", MATHS_BIG},
    {"int", "∫", MATHS_OP}, {"iint", "∬", MATHS_OP}, {"iiint", "∭", MATHS_OP}, {"oint", "∮", MATHS_OP},
    /* functions */
    {"sin", "sin", MATHS_OP}, {"cos", "cos", MATHS_OP}, {"tan", "tan", MATHS_OP}, {"cot", "cot", MATHS_OP},
    {"sec", "sec", MATHS_OP}, {"csc", "csc", MATHS_OP}, {"arcsin", "arcsin", MATHS_OP}, {"arccos", "arccos", MATHS_OP},
    {"arctan", "arctan", MATHS_OP}, {"sinh", "sinh", MATHS_OP}, {"cosh", "cosh", MATHS_OP}, {"tanh", "tanh", MATHS_OP},
    {"log", "log", MATHS_OP}, {"ln", "ln", MATHS_OP}, {"lg", "lg", MATHS_OP}, {"exp", "exp", MATHS_OP},
    {"arg", "arg", MATHS_OP}, {"deg", "deg", MATHS_OP}, {"dim", "dim", MATHS_OP}, {"hom", "hom", MATHS_OP},
    {"ker", "ker", MATHS_OP},
    /* brackets */
    {"lbrace", "{", MATHS_OPEN}, {"{", "{", MATHS_OPEN}, {"rbrace", "}", MATHS_CLOSE}, {"}", "}", MATHS_CLOSE},
    {"lbrack", "[", MATHS_OPEN}, {"rbrack", "]", MATHS_CLOSE}, {"langle", "⟨", MATHS_OPEN}, {"rangle", "⟩", MATHS_CLOSE},
    {"lfloor", "⌊", MATHS_OPEN}, {"rfloor", "⌋", MATHS_CLOSE}, {"lceil", "⌈", MATHS_OPEN}, {"rceil", "⌉", MATHS_CLOSE},
    {"lvert", "|", MATHS_OPEN}, {"rvert", "|", MATHS_CLOSE}, {"lVert", "‖", MATHS_OPEN}, {"rVert", "‖", MATHS_CLOSE},
    {"vert", "|", MATHS_ORD}, {"Vert", "‖", MATHS_ORD}, {"|", "‖", MATHS_ORD}, {"lgroup", "⟮", MATHS_OPEN},
    {"rgroup", "⟯", MATHS_CLOSE}, {"ulcorner", "⌜", MATHS_OPEN}, {"urcorner", "⌝", MATHS_CLOSE},
    /* blanks */
    {",", " ", MATHS_SPACE}, {":", " ", MATHS_SPACE}, {";", " ", MATHS_SPACE}, {" ", " ", MATHS_SPACE},
    {"quad", "  ", MATHS_SPACE}, {"qquad", "    ", MATHS_SPACE}, {"!", "", MATHS_SPACE}, {"enspace", " ", MATHS_SPACE},
    {"thinspace", " ", MATHS_SPACE}, {"medspace", " ", MATHS_SPACE}, {"thickspace", " ", MATHS_SPACE},
    /* what has no look of its own */
    {"displaystyle", "", MATHS_SPACE}, {"textstyle", "", MATHS_SPACE}, {"scriptstyle", "", MATHS_SPACE},
    {"limits", "", MATHS_SPACE}, {"nolimits", "", MATHS_SPACE}, {"nonumber", "", MATHS_SPACE},
    {"notag", "", MATHS_SPACE}, {"allowbreak", "", MATHS_SPACE},
};

const struct maths_symbol *maths_symbol(const char *name, size_t len)
{
	for (size_t i = 0; i < COUNT_OF(symbols); i++)
		if (strlen(symbols[i].name) == len && memcmp(symbols[i].name, name, len) == 0)
			return &symbols[i];
	return NULL;
}

/* ---- raised and lowered */

struct script {
	uint32_t plain, raised, lowered;
};

static const struct script scripts[] = {
    {'0', 0x2070, 0x2080}, {'1', 0xb9, 0x2081}, {'2', 0xb2, 0x2082}, {'3', 0xb3, 0x2083}, {'4', 0x2074, 0x2084},
    {'5', 0x2075, 0x2085}, {'6', 0x2076, 0x2086}, {'7', 0x2077, 0x2087}, {'8', 0x2078, 0x2088}, {'9', 0x2079, 0x2089},
    {'+', 0x207a, 0x208a}, {'-', 0x207b, 0x208b}, {0x2212, 0x207b, 0x208b}, {'=', 0x207c, 0x208c},
    {'(', 0x207d, 0x208d}, {')', 0x207e, 0x208e}, {',', ',', ','}, {0x2032, 0x2032, 0},
    {'a', 0x1d43, 0x2090}, {'b', 0x1d47, 0}, {'c', 0x1d9c, 0}, {'d', 0x1d48, 0}, {'e', 0x1d49, 0x2091},
    {'f', 0x1da0, 0}, {'g', 0x1d4d, 0}, {'h', 0x2b0, 0x2095}, {'i', 0x2071, 0x1d62}, {'j', 0x2b2, 0x2c7c},
    {'k', 0x1d4f, 0x2096}, {'l', 0x2e1, 0x2097}, {'m', 0x1d50, 0x2098}, {'n', 0x207f, 0x2099}, {'o', 0x1d52, 0x2092},
    {'p', 0x1d56, 0x209a}, {'r', 0x2b3, 0x1d63}, {'s', 0x2e2, 0x209b}, {'t', 0x1d57, 0x209c}, {'u', 0x1d58, 0x1d64},
    {'v', 0x1d5b, 0x1d65}, {'w', 0x2b7, 0}, {'x', 0x2e3, 0x2093}, {'y', 0x2b8, 0}, {'z', 0x1dbb, 0},
    {'A', 0x1d2c, 0}, {'B', 0x1d2e, 0}, {'D', 0x1d30, 0}, {'E', 0x1d31, 0}, {'G', 0x1d33, 0}, {'H', 0x1d34, 0},
    {'I', 0x1d35, 0}, {'J', 0x1d36, 0}, {'K', 0x1d37, 0}, {'L', 0x1d38, 0}, {'M', 0x1d39, 0}, {'N', 0x1d3a, 0},
    {'O', 0x1d3c, 0}, {'P', 0x1d3e, 0}, {'R', 0x1d3f, 0}, {'T', 0x1d40, 0}, {'U', 0x1d41, 0}, {'V', 0x2c7d, 0},
    {'W', 0x1d42, 0}, {0x22a4, 0x1d40, 0}, {0x22ba, 0x1d40, 0}, {0x3b2, 0x1d5d, 0x1d66}, {0x3b3, 0x1d5e, 0x1d67},
    {0x3b4, 0x1d5f, 0}, {0x3b8, 0x1dbf, 0}, {0x3c1, 0, 0x1d68}, {0x3c6, 0x1d60, 0x1d69}, {0x3c7, 0x1d61, 0x1d6a},
};

static const struct script *script_of(uint32_t code)
{
	for (size_t i = 0; i < COUNT_OF(scripts); i++)
		if (scripts[i].plain == code)
			return &scripts[i];
	return NULL;
}

uint32_t maths_raised(uint32_t code)
{
	const struct script *script = script_of(code);
	return script ? script->raised : 0;
}

uint32_t maths_lowered(uint32_t code)
{
	const struct script *script = script_of(code);
	return script ? script->lowered : 0;
}

/* ---- alphabets: where Unicode has put their A, a and 0, and the letters that it has put elsewhere */

struct elsewhere {
	char letter;
	uint32_t code;
};

static const struct alphabet {
	const char *name;
	uint32_t upper, lower, digit; /* 0: none */
	struct elsewhere elsewhere[16];
} alphabets[] = {
    {"mathbb", 0x1d538, 0x1d552, 0x1d7d8,
     {{'C', 0x2102}, {'H', 0x210d}, {'N', 0x2115}, {'P', 0x2119}, {'Q', 0x211a}, {'R', 0x211d}, {'Z', 0x2124}}},
    {"mathcal", 0x1d49c, 0, 0,
     {{'B', 0x212c}, {'E', 0x2130}, {'F', 0x2131}, {'H', 0x210b}, {'I', 0x2110}, {'L', 0x2112}, {'M', 0x2133},
      {'R', 0x211b}}},
    {"mathscr", 0x1d49c, 0, 0,
     {{'B', 0x212c}, {'E', 0x2130}, {'F', 0x2131}, {'H', 0x210b}, {'I', 0x2110}, {'L', 0x2112}, {'M', 0x2133},
      {'R', 0x211b}}},
    {"mathfrak", 0x1d504, 0x1d51e, 0,
     {{'C', 0x212d}, {'H', 0x210c}, {'I', 0x2111}, {'R', 0x211c}, {'Z', 0x2128}}},
    {"mathbf", 0x1d400, 0x1d41a, 0x1d7ce, {{0, 0}}},
    {"boldsymbol", 0x1d400, 0x1d41a, 0x1d7ce, {{0, 0}}},
    {"bm", 0x1d400, 0x1d41a, 0x1d7ce, {{0, 0}}},
    {"mathrm", 0, 0, 0, {{0, 0}}},
    {"mathit", 0, 0, 0, {{0, 0}}},
    {"mathsf", 0, 0, 0, {{0, 0}}},
    {"mathtt", 0, 0, 0, {{0, 0}}},
};

bool maths_letter(const char *name, size_t len, uint32_t code, uint32_t *out)
{
	for (size_t i = 0; i < COUNT_OF(alphabets); i++) {
		const struct alphabet *a = &alphabets[i];
		if (strlen(a->name) != len || memcmp(a->name, name, len) != 0)
			continue;
		*out = code;
		if (code >= 'A' && code <= 'Z' && a->upper)
			*out = a->upper + (code - 'A');
		else if (code >= 'a' && code <= 'z' && a->lower)
			*out = a->lower + (code - 'a');
		else if (code >= '0' && code <= '9' && a->digit)
			*out = a->digit + (code - '0');
		for (size_t k = 0; k < COUNT_OF(a->elsewhere); k++)
			if (a->elsewhere[k].letter && (uint32_t)a->elsewhere[k].letter == code)
				*out = a->elsewhere[k].code;
		return true;
	}
	return false;
}

uint32_t maths_accent(const char *name, size_t len)
{
	static const struct {
		const char *name;
		uint32_t code;
	} accents[] = {
	    {"hat", 0x302}, {"widehat", 0x302}, {"tilde", 0x303}, {"widetilde", 0x303}, {"bar", 0x305},
	    {"overline", 0x305}, {"underline", 0x332}, {"vec", 0x20d7}, {"dot", 0x307}, {"ddot", 0x308},
	    {"check", 0x30c}, {"breve", 0x306}, {"acute", 0x301}, {"grave", 0x300}, {"mathring", 0x30a},
	};
	for (size_t i = 0; i < COUNT_OF(accents); i++)
		if (strlen(accents[i].name) == len && memcmp(accents[i].name, name, len) == 0)
			return accents[i].code;
	return 0;
}
