export const FISH_SCRIPT = `# Completion of dharma-gov for fish.
# Install: dharma-gov completion fish > ~/.config/fish/completions/dharma-gov.fish

function __dharma_gov_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct | string unescape)
    for line in (dharma-gov complete-words words $words "$current" </dev/null 2>/dev/null)
        set -l fields (string split -m 1 \\t -- $line)
        set -l typed (string replace -- "$fields[2]" '' "$current")
        switch $fields[1]
            case :files
                string join \\n -- "$fields[2]"(__fish_complete_path "$typed")
            case :folders
                set typed (string escape --no-quoted -- "$typed")
                string join \\n -- "$fields[2]"(__fish_complete_directories "$typed" '')
            case '*'
                string join \\n -- $line
        end
    end
end

complete -c dharma-gov -f -k -a '(__dharma_gov_complete)'
`;
