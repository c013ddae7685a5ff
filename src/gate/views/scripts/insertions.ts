import type { View } from '../view.ts'

/** What is put into scripts in Painless. All of it is in answers what no user has written, and is taken out of them. */
interface Insertions {
  /** Put before a script that uses `physical`. */
  readonly functions: string
  /** Put around the user's name of an index, which becomes the physical one. What is not a name yet stays. */
  readonly physical: readonly [before: string, behind: string]
  /** Put behind a physical name, which becomes the user's. */
  readonly users: string
}

const FUNCTION = 'awsFixturesIndex'

/** Without double quotes and backslashes, so that they are the same in JSON. Each begins with a comment that no user can know. */
export function insertionsOf({ prefix, prefixes }: View): Insertions {
  const mark = `/*${prefix}*/`
  // There is no name where the document is not there yet.
  const without = prefixes.map((one) => `?.replace('${one}','')`).join('')
  return {
    // As `ownIndexName` and `isNever` do it.
    functions:
      `${mark}String ${FUNCTION}(def v){if(v==null){return null;}String n=v.toString()${without};` +
      "if(n==''||n=='.'||n=='..'){return n;}String d=n.startsWith('<')?'<':'';n=n.substring(d.length());" +
      "String h=n.startsWith('.ds-')?'.ds-':n.length()>0&&'._-+'.indexOf(n.substring(0,1))>=0?n.substring(0,1):'';" +
      `return d+h+'${prefix}'+n.substring(h.length());}`,
    physical: [`${mark}${FUNCTION}(`, `${mark})`],
    users: `${mark}${without}`,
  }
}

/** All that may have been put into the scripts of a view. */
export function insertedTexts(view: View): readonly string[] {
  const { functions, physical, users } = insertionsOf(view)
  return [functions, ...physical, users]
}
