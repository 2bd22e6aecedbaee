# bash completion for calque: source <(calque completion bash)
_calque() {
  local word="${COMP_WORDS[COMP_CWORD]}" words
  if [[ "$word" == -* ]]; then
    words=$("${COMP_WORDS[@]:0:COMP_CWORD}" "$word" --generate-bash-completion 2>/dev/null)
  else
    words=$("${COMP_WORDS[@]:0:COMP_CWORD}" --generate-bash-completion 2>/dev/null)
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o bashdefault -o default -F _calque calque
