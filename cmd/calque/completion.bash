# bash completion for calque: source <(calque completion bash)
_calque() {
  local word="${COMP_WORDS[COMP_CWORD]}" words asked
  if [[ "$word" == -* ]]; then
    asked="$word"
    [[ "$word" == -- ]] && asked=- # two dashes end the flags
    words=$("${COMP_WORDS[@]:0:COMP_CWORD}" "$asked" --generate-bash-completion 2>/dev/null)
  else
    words=$("${COMP_WORDS[@]:0:COMP_CWORD}" --generate-bash-completion 2>/dev/null)
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o bashdefault -o default -F _calque calque
