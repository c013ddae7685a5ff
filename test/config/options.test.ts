import type { InferInput } from 'valibot'
import { expectTypeOf, test } from 'vitest'
import type { AwsFixturesOptions } from '../../src/config/options.ts'
import type { optionsSchema } from '../../src/config/schema.ts'

type Accepted = InferInput<typeof optionsSchema>

/** The same type, expanded down to the last option, so that no type name or modifier hides a difference. */
type Plain<T> = T extends string | number | boolean | undefined | ((...given: never) => unknown)
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : { [Key in keyof T as Key]: Plain<T[Key]> } extends infer Spelt
      ? { -readonly [Key in keyof Spelt]: Spelt[Key] }
      : never

/** Whether two types are the same. Mutual assignability is not enough, because it ignores an additional optional key. */
type Same<A, B> = (<T>() => T extends Plain<A> ? 1 : 2) extends <T>() => T extends Plain<B> ? 1 : 2 ? true : false

test('the compiler proves that the types of the options and the schema accept the same values', () => {
  expectTypeOf<Same<AwsFixturesOptions, Accepted>>().toEqualTypeOf<true>()
  expectTypeOf<AwsFixturesOptions>().toExtend<Accepted>()
  expectTypeOf<Accepted>().toExtend<AwsFixturesOptions>()
})

type Domain = NonNullable<NonNullable<AwsFixturesOptions['aws']>['opensearch']>
type WithDomain<Changed> = Omit<AwsFixturesOptions, 'aws'> & {
  aws?: (Omit<NonNullable<AwsFixturesOptions['aws']>, 'opensearch'> & { opensearch?: Changed | undefined }) | undefined
}

test('the comparison of two option types finds a difference of any kind at any depth', () => {
  expectTypeOf<Same<WithDomain<Domain>, Accepted>>().toEqualTypeOf<true>()
  // An option that the schema would refuse.
  expectTypeOf<Same<AwsFixturesOptions & { more?: string }, Accepted>>().toEqualTypeOf<false>()
  expectTypeOf<Same<WithDomain<Domain & { more?: string }>, Accepted>>().toEqualTypeOf<false>()
  // One that the types do not offer.
  expectTypeOf<Same<Omit<AwsFixturesOptions, 'onLeak'>, Accepted>>().toEqualTypeOf<false>()
  expectTypeOf<Same<WithDomain<Omit<Domain, 'volumeGb'>>, Accepted>>().toEqualTypeOf<false>()
  // A different value, an additional value, and a required one.
  type Rest = Omit<AwsFixturesOptions, 'onLeak'>
  expectTypeOf<Same<Rest & { onLeak?: 'fail' | undefined }, Accepted>>().toEqualTypeOf<false>()
  expectTypeOf<Same<Rest & { onLeak?: 'fail' | 'warn' | 'ignore' | undefined }, Accepted>>().toEqualTypeOf<false>()
  expectTypeOf<Same<Rest & { onLeak: 'fail' | 'warn' | undefined }, Accepted>>().toEqualTypeOf<false>()
  expectTypeOf<Same<Rest & { onLeak?: 'fail' | 'warn' }, Accepted>>().toEqualTypeOf<false>()
})
