/** Far to the right of everything that a test's file has. */
const INDENT = ' '.repeat(60)

/**
 * A YAML text in which what goes on inside brackets or quotes stands further right than what it belongs to, as YAML asks.
 * OpenSearch's own parser does not, and its tests rely on it.
 */
export function indentFlow(yaml: string): string {
  let open: Open = { depth: 0, quote: '' }
  let block: number | undefined
  return yaml
    .split('\n')
    .map((line) => {
      const indent = line.search(/\S/)
      if (block !== undefined && (indent < 0 || indent > block)) return line
      block = undefined
      const isInside = open.depth > 0 || open.quote !== ''
      open = scan(line, open)
      if (!isInside && open.depth === 0 && /[:-] +[|>][-+]?\s*$/.test(line)) block = indent
      return isInside ? INDENT + line.trimStart() : line
    })
    .join('\n')
}

interface Open {
  readonly depth: number
  readonly quote: string
}

/** What is open at the end of a line. */
function scan(line: string, { depth, quote }: Open): Open {
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at]!
    const before = line.slice(0, at)
    if (quote !== '') {
      if (char === '\\' && quote === '"') at += 1
      else if (char === quote) quote = ''
    } else if (char === '#' && /(^|\s)$/.test(before)) break
    else if (/["']/.test(char) && /(^\s*|[[{,:]\s*|-\s+)$/.test(before)) quote = char
    else if (/[[{]/.test(char) && (depth > 0 || /(^\s*|[:-]\s+)$/.test(before))) depth += 1
    else if (/[\]}]/.test(char) && depth > 0) depth -= 1
  }
  return { depth, quote }
}
