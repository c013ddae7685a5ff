import { members, type Translate } from '../queries/walk.ts'
import { newAliases } from './index-aliases.ts'
import { indexSettings } from './index-settings.ts'

/** What a new index is to be: its settings and aliases. Its mappings name nothing. */
export const indexDefinition: Translate = members({ settings: indexSettings, aliases: newAliases })
