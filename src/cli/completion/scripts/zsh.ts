export const ZSH_SCRIPT = `#compdef dharma-gov
# Completion of dharma-gov for zsh.
# Install: dharma-gov completion zsh > ~/.zfunc/_dharma-gov, and in ~/.zshrc, before compinit: fpath=(~/.zfunc $fpath)

_dharma-gov() {
  local line word description
  local -a plain open
  for line in "\${(@f)$(dharma-gov complete-words words "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" </dev/null 2>/dev/null)}"; do
    word=\${line%%$'\\t'*}
    description=\${line#*$'\\t'}
    case $word in
      '') ;;
      :files) compset -p \${#description}; _files ;;
      :folders) compset -p \${#description}; _files -/ ;;
      # Something has to follow these, so no space does.
      *[=@]) open+=("\${word//:/\\\\:}\${description:+:$description}") ;;
      *) plain+=("\${word//:/\\\\:}\${description:+:$description}") ;;
    esac
  done
  _describe -V values plain -- open -S ''
}

if [[ $funcstack[1] == _dharma-gov ]]; then
  _dharma-gov "$@"
else
  compdef _dharma-gov dharma-gov
fi
`;
