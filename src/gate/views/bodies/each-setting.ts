import { membersOf, type Translate } from '../queries/walk.ts'

/** Translates each setting by its whole name: the engine takes settings nested, flat or half flat. */
export const eachSetting =
  (translate: (setting: string) => Translate, path = ''): Translate =>
  (walk, node) => {
    for (const { name, value } of membersOf(node)) {
      const setting = `${path}${name}`
      if (value.kind === 'object') eachSetting(translate, `${setting}.`)(walk, value)
      else translate(setting)(walk, value)
    }
  }
