#compdef calque
# zsh completion for calque: calque completion zsh > "${fpath[1]}/_calque"
_calque() {
  local -a words_found
  local word="${words[CURRENT]}" asked
  if [[ "$word" == -* ]]; then
    asked="$word"
    [[ "$word" == -- ]] && asked=- # two dashes end the flags
    words_found=("${(@f)$(${words[1,CURRENT-1]} "$asked" --generate-bash-completion 2>/dev/null)}")
  else
    words_found=("${(@f)$(${words[1,CURRENT-1]} --generate-bash-completion 2>/dev/null)}")
  fi
  if [[ -n "${words_found[1]}" ]]; then
    compadd -- "${words_found[@]}"
  else
    _files
  fi
}
compdef _calque calque
