/** What is said of a body that a view cannot translate. */

/** `x-{index}`: an alias with the name of its index inside its own. */
export const aliasOfItsIndex = (name: string): string =>
  `The alias '${name}' of a template has '{index}' inside its name. A view can translate it only at the start, as in '{index}-alias'.`

/** An action of a policy whose names only the engine knows. */
export const namingAction = (action: string): string =>
  `A policy's action '${action}' may make up names of its own, which a view cannot translate.`

export const globalState =
  'A restore with include_global_state would replace the templates and settings of all tests: leave it out.'

export const renamedFromStart = (pattern: string): string =>
  `A restore renames by '${pattern}', of which only the engine knows where it begins: write '^' for the start of a name.`

export const createsForAll = (setting: string): string =>
  `The setting '${setting}' would hold for the indices of all tests: only true and false can be translated.`
