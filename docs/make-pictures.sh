#!/bin/sh
# Makes the README's pictures: docs/make-pictures.sh [BUILDDIR]
# Greenroom in tmux, captured with its colours (tmux capture-pane -e), to HTML (aha), to PNG (headless Chromium).
# Needs tmux, aha, chromium and a monospace font (apt install aha chromium fonts-dejavu-core).
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
home=$(mktemp -d)
shots=0
tmux="tmux -L greenroom-pictures-$$-$shots -f /dev/null"
trap '$tmux kill-server 2>/dev/null; rm -rf "$home"' EXIT

start() { # COLS ROWS THEME ARGUMENT...
	size="-x $1 -y $2" theme=$3
	shift 3
	$tmux new-session -d $size env -u VISUAL -u XDG_CONFIG_HOME HOME="$home" XDG_DATA_HOME="$home/data" XDG_CACHE_HOME="${XDG_CACHE_HOME:-$HOME/.cache}" \
		COLORTERM=truecolor EDITOR="vim -u DEFAULTS --cmd 'set background=$background laststatus=0 number'" \
		"$build/greenroom" --theme "$theme" "$@"
}
see() { # TEXT: until it is on the screen, for a minute at most
	n=0
	until $tmux capture-pane -p | grep -qF -- "$1"; do
		n=$((n + 1))
		[ $n -lt 300 ] || { echo "make-pictures: '$1' does not come" >&2; $tmux capture-pane -p >&2; exit 1; }
		sleep 0.2
	done
}
picture() { # NAME FOREGROUND BACKGROUND
	$tmux capture-pane -pe | aha --no-header >"$home/body.html"
	rows=$($tmux display-message -p '#{window_height}') cols=$($tmux display-message -p '#{window_width}')
	{
		echo "<!doctype html><meta charset=utf-8><style>body{margin:0;background:$3}"
		echo "pre{margin:0;padding:12px;display:inline-block;font:15px/18px 'DejaVu Sans Mono',monospace;color:$2;background:$3}</style><pre>"
		cat "$home/body.html"
		echo '</pre>'
	} >"$home/page.html"
	chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=$((cols * 9 + 40)),$((rows * 18 + 24)) \
		--screenshot="$PWD/docs/$1.png" "file://$home/page.html" >/dev/null 2>&1
	$tmux kill-server
	shots=$((shots + 1)) # the next one is another server: this one takes its time to end
	tmux="tmux -L greenroom-pictures-$$-$shots -f /dev/null"
}

mkdir -p "$home/.config/greenroom"
printf '[screen]\nwelcome = no\n' >"$home/.config/greenroom/greenroom.ini"
solution='def fewest_coins(coins, amount):
    best = [0] + [None] * amount
    for total in range(1, amount + 1):
        ways = [best[total - c] for c in coins if c < total]
        ways = [w for w in ways if w is not None]
        best[total] = min(ways) + 1 if ways else None
    return best[amount]
'
mkdir -p "$home/data/greenroom/drafts/practice/foundations/fewest-coins/python"
printf '%s' "$solution" >"$home/data/greenroom/drafts/practice/foundations/fewest-coins/python/solution.py"

background=dark
start 120 36 dark fewest-coins
see 'return best'
$tmux send-keys F5
see 'run: '
see 'wrong answer'
picture workspace-dark '#d7dae0' '#1b1e24'

background=light
start 120 36 light fewest-coins
see 'return best'
$tmux send-keys F5
see 'run: '
see 'wrong answer'
picture workspace-light '#24292e' '#fdfdfb'

background=dark
start 120 32 harbour-dark
see 'Search:'
$tmux send-keys tre
see 'of 2'
see 'Statement'
picture browser '#c8d3e0' '#16202b'

start 120 36 dark ml/adam-optimiser
see 'def '
$tmux send-keys 'C-\' S
see 'Show the solution?'
$tmux send-keys Enter
see '√'
$tmux send-keys F4
see '√'
picture solution '#d7dae0' '#1b1e24'
