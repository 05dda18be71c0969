/** Candidates come from a pipe, line by line: bash expands neither them nor what is typed, as `compgen -W` would. */
export const BASH_SCRIPT = `# Completion of dharma-gov for bash 4 or newer.
# Install: dharma-gov completion bash > ~/.dharma-gov.bash, and in ~/.bashrc the line: source ~/.dharma-gov.bash
# (with the bash-completion package ~/.local/share/bash-completion/completions/dharma-gov does without that line)

_dharma_gov() {
  local line prefix path
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :*)
        prefix=\${line#*$'\\t'}
        if [[ -n $prefix ]]; then
          # COMP_WORDBREAKS was set to do without "=": readline would look for a file named --artifact=...
          while IFS= read -r path; do
            [[ -d $path ]] && path+=/
            [[ $line == :folders* && $path != */ ]] && continue
            printf -v path %q "$path"
            COMPREPLY+=("$prefix$path")
          done < <(compgen -f -- "\${2#"$prefix"}")
        elif [[ $line == :folders* ]]; then
          compopt -o dirnames
        else
          compopt -o default
        fi
        ;;
      *) COMPREPLY+=("$line") ;;
    esac
  done < <(dharma-gov complete-words line "\${COMP_LINE:0:COMP_POINT}" "$2" </dev/null 2>/dev/null)
  # Something has to follow these.
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *[=@/] ]] && compopt -o nospace
  return 0
}

complete -F _dharma_gov dharma-gov
`;
