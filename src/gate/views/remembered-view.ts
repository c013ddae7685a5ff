import type { View } from './view.ts'

/**
 * A view whose names go on standing for what they stood for when they were first asked for, whatever other requests do
 * meanwhile. A body that is read twice becomes the same twice.
 */
export function rememberedView(view: View): View {
  return {
    // A view has no `this`: it is made of functions.
    ...view,
    physical: remembered((name) => view.physical(name)),
    expression: byList((names) => view.expression(names)),
  }
}

function byList(translate: (names: readonly string[]) => readonly string[]): typeof translate {
  const ofText = remembered((text) => translate(JSON.parse(text) as string[]))
  return (names) => ofText(JSON.stringify(names))
}

function remembered<Value>(find: (text: string) => Value): (text: string) => Value {
  const found = new Map<string, Value>()
  return (text) => {
    const known = found.get(text)
    if (known !== undefined) return known
    const value = find(text)
    found.set(text, value)
    return value
  }
}
