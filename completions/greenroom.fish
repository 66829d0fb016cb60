# Completion of greenroom for fish.  Commands, options and questions are asked of the program itself, so that they are
# always its own.

function __greenroom_commands
    greenroom --help 2>/dev/null | sed -n '/^commands:/,/^$/s/^  \([a-z]*\)\( [^ ]*\)* *  \(.*\)/\1\t\3/p'
end

# The words that are neither options nor their values: the command first, where there is one.
function __greenroom_words
    set -l skip
    for word in (commandline -opc)[2..-1]
        if test -n "$skip"
            set skip
        else if contains -- $word --pack --data --theme --language --candidate
            set skip $word
        else if not string match -q -- '-*' $word
            echo $word
        end
    end
end

function __greenroom_names
    set -l places
    set -l skip
    for word in (commandline -opc)[2..-1]
        if test -n "$skip"
            set -a places $skip $word
            set skip
        else if contains -- $word --pack --data
            set skip $word
        end
    end
    greenroom $places list --names 2>/dev/null
end

function __greenroom_options
    set -l words (__greenroom_words)
    begin
        if test -n "$words[1]"; and greenroom help $words[1] 2>/dev/null
        else
            greenroom --help 2>/dev/null
        end
    end | sed -n '/^options:/,/^$/s/^  *\(-[a-zA-Z], \)\{0,1\}\(--[a-z][a-z]*\)\( [A-Z]*\)\{0,1\} *  \(.*\)/\2\t\4/p'
end

function __greenroom_after
    set -l words (__greenroom_words)
    test (count $words) -eq $argv[1]; and contains -- "$words[1]" $argv[2..-1]
end

complete -c greenroom -f
complete -c greenroom -n 'test (count (__greenroom_words)) -eq 0' -a '(__greenroom_commands)'
complete -c greenroom -n 'test (count (__greenroom_words)) -eq 0' -a '(__greenroom_names)'
complete -c greenroom -n '__greenroom_after 1 help' -a '(__greenroom_commands)'
complete -c greenroom -n '__greenroom_after 1 show run submit format lint verify' -a '(__greenroom_names)'
complete -c greenroom -n '__greenroom_after 2 run submit format lint' -F
complete -c greenroom -n 'string match -q -- "-*" (commandline -ct)' -a '(__greenroom_options)'
