/** A set-up file of test files that use the Docker engine. */
import { inject } from 'vitest'
import { awaitPrepared } from '../prepared.ts'

await awaitPrepared('Docker engine with its images', inject('dockerPrepared'))
