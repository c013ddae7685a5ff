/** What is said of scripts that a view cannot translate. */

export const scriptUsesIndex =
  "A script uses '_index' in a form that cannot be translated. Read it as ctx._index or doc['_index'].value, and set it by ctx._index = …;"

export const parameterIsIndex =
  "A parameter of a script is '_index', so that the script may use the name of an index in a form that cannot be translated. Write ctx._index in the script."
