/** What is said of a body that a view cannot translate. */

/** `x-{index}`: an alias with the name of its index inside its own. */
export const aliasOfItsIndex = (name: string): string =>
  `The alias '${name}' of a template has '{index}' inside its name. A view can translate it only at the start, as in '{index}-alias'.`

/** An action of a policy whose names only the engine knows. */
export const namingAction = (action: string): string =>
  `A policy's action '${action}' may make up names of its own, which a view cannot translate.`
