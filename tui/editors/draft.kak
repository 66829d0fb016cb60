# Sourced by kakoune behind the person's own configuration, of which it changes nothing: it defines two commands that
# Greenroom calls.  An answer is a line "ID 0 " (saved) or "ID 1 words" (not, and why) on Greenroom's FIFO.

declare-option -hidden str greenroom_draft %sh{ printf %s "$GREENROOM_DRAFT" }
declare-option -hidden str greenroom_answers %sh{ printf %s "$GREENROOM_EDITOR_SOCKET" }

define-command -hidden -params 1 greenroom-save %{
    try %{
        evaluate-commands -no-hooks -buffer %opt{greenroom_draft} %{ write -sync }
        echo -to-file %opt{greenroom_answers} "%arg{1} 0 
"
    } catch %{
        echo -to-file %opt{greenroom_answers} "%arg{1} 1 %val{error}
"
    }
}

define-command -hidden -params 1 greenroom-go %{
    try %{ evaluate-commands -client client0 %{ edit %opt{greenroom_draft} %arg{1} } }
}

define-command -hidden greenroom-reload %{
    try %{ evaluate-commands -no-hooks -buffer %opt{greenroom_draft} %{ edit! } }
}
