# Completion of greenroom for bash.  Commands, options and questions are asked of the program that is being called, so
# that they are always its own.

_greenroom_commands() {
	"$1" --help 2>/dev/null | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

_greenroom_options() { # PROGRAM [COMMAND]
	if [[ -n ${2-} ]]; then "$1" help "$2"; else "$1" --help; fi 2>/dev/null |
		sed -n '/^options:/,/^$/s/^  *\(-[a-zA-Z], \)\{0,1\}\(--[a-z][a-z]*\)\( .*\)\{0,1\}$/\2/p'
}

_greenroom() {
	local program=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} 
	local command='' words=0 skip='' i what=''
	local -a places=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		if [[ -n $skip ]]; then
			[[ $skip == --pack || $skip == --data ]] && places+=("$skip" "${COMP_WORDS[i]}")
			[[ ${COMP_WORDS[i]} == '=' ]] || skip=
			continue
		fi
		case ${COMP_WORDS[i]} in
		--pack | --data | --theme | --language | --candidate) skip=${COMP_WORDS[i]} ;;
		-*) ;;
		*)
			if [[ -z $command && $words == 0 ]] && _greenroom_commands "$program" | grep -qxF -e "${COMP_WORDS[i]}"; then
				command=${COMP_WORDS[i]}
			else
				words=$((words + 1))
			fi
			;;
		esac
	done
	[[ $word == '=' ]] && word=
	COMPREPLY=()
	case $skip in
	--pack | --data)
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		return
		;;
	--candidate)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
		;;
	?*) return ;;
	esac
	if [[ $word == -* ]]; then
		what=$(_greenroom_options "$program" "$command")
	else
		case $command:$words in
		:0) what=$(_greenroom_commands "$program"; "$program" "${places[@]}" list --names 2>/dev/null) ;;
		help:0) what=$(_greenroom_commands "$program") ;;
		show:0 | run:0 | submit:0 | format:0 | lint:0 | verify:*)
			what=$("$program" "${places[@]}" list --names 2>/dev/null)
			;;
		run:1 | submit:1 | format:1 | lint:1)
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
			return
			;;
		esac
	fi
	mapfile -t COMPREPLY < <(compgen -W "$what" -- "$word")
}

complete -F _greenroom greenroom
