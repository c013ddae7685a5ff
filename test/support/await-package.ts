/** A set-up file of test files that use the installed package. */
import { inject } from 'vitest'
import { awaitPrepared } from './prepared.ts'

await awaitPrepared('installed package', inject('installedPackage').prepared)
