/** How the stand-in names the graphs of the workers and the sources over them; see the Gremlin engine. */
const WORKER_NAME = /(?<![\w$.])(?:g|graph)\d+(?![\w$])/

const LITERAL =
  /'''[\s\S]*?'''|"""(?:\\.|[^\\])*?"""|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g

/**
 * The name in a Gremlin script that belongs to the graph of some worker, if there is one. The engine binds those names
 * for every script, so a script that used one would leave its own graph.
 *
 * Texts and comments are data and may hold such names, except texts in double quotes that evaluate expressions. This
 * keeps apart tests that do not mean to meet; a script that builds names at run time to get out can still do so.
 */
export function foreignGraphName(script: string): string | undefined {
  const decoded = script.replace(/\\u+([0-9a-fA-F]{4})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  const code = decoded.replace(LITERAL, (literal) => (literal.startsWith('"') && literal.includes('$') ? literal : ' '))
  return WORKER_NAME.exec(code)?.[0]
}
