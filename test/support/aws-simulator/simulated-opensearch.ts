import type { CreateDomainRequest, DomainStatus } from '@aws-sdk/client-opensearch'
import type { Clock } from '../../../src/wait/clock.ts'
import { checkCreateDomain, checkTags, invalid, isOpenToEverybody } from './domain-rules.ts'
import { type DomainScript, usualDomains } from './domain-script.ts'
import { SimulatedDomain } from './simulated-domain.ts'
import { type SimulatedAnswer, type SimulatedCall, SimulatedError, type SimulatedService } from './simulated-service.ts'

export interface SimulatedOpenSearchOptions {
  readonly clock: Clock
  readonly region?: string
  readonly account?: string
  readonly script?: Partial<DomainScript>
}

type Input = Readonly<Record<string, unknown>>

/** Amazon OpenSearch Service as its documentation and bug reports of others describe it. */
export class SimulatedOpenSearch implements SimulatedService {
  readonly signingName = 'es'
  /** How domains behave from now on. */
  readonly script: DomainScript
  readonly #domains = new Map<string, SimulatedDomain>()
  readonly #clock: Clock
  readonly #place: { readonly region: string; readonly account: string }

  constructor({ clock, region = 'eu-west-1', account = '111122223333', script }: SimulatedOpenSearchOptions) {
    this.#clock = clock
    this.#place = { region, account }
    this.script = { ...usualDomains(), ...script }
  }

  /** Adds an active domain without a call. */
  add(input: CreateDomainRequest): SimulatedDomain {
    const domain = new SimulatedDomain(input, this.script, this.#place, Number.NEGATIVE_INFINITY)
    this.#domains.set(domain.name, domain)
    return domain
  }

  /** A domain that exists or that describes still show, for a scenario that changes it without a call. */
  domain(name: string): SimulatedDomain | undefined {
    const domain = this.#domains.get(name)
    return domain && domain.phase(this.#clock.now()) !== 'gone' ? domain : undefined
  }

  /** The names of the domains that cost money: all that are neither deleted nor being deleted. */
  get running(): readonly string[] {
    const now = this.#clock.now()
    const costing = ['hidden', 'working', 'failed', 'active']
    return [...this.#domains.values()].filter((each) => costing.includes(each.phase(now))).map(({ name }) => name)
  }

  answer({ operation, input }: SimulatedCall): SimulatedAnswer {
    const operations: Readonly<Record<string, (input: Input, now: number) => object>> = {
      CreateDomain: (request, now) => this.#create(request as unknown as CreateDomainRequest, now),
      DescribeDomain: ({ DomainName }, now) => ({ DomainStatus: this.#find(DomainName, now).status(now) }),
      DescribeDomains: ({ DomainNames }, now) => this.#describeAll(DomainNames as readonly string[], now),
      DescribeDomainConfig: ({ DomainName }, now) => ({ DomainConfig: this.#findConfig(DomainName, now).config(now) }),
      DescribeDomainChangeProgress: ({ DomainName }, now) => ({
        ChangeProgressStatus: this.#find(DomainName, now).progress(now),
      }),
      DescribeDomainHealth: ({ DomainName }, now) => this.#health(this.#find(DomainName, now), now),
      ListDomainNames: (_, now) => this.#list(now),
      DeleteDomain: ({ DomainName }, now) => this.#delete(DomainName, now),
      UpdateDomainConfig: (request, now) => this.#update(request, now),
      ListTags: ({ ARN }, now) => ({
        TagList: [...this.#findByArn(ARN, now).tags].map(([Key, Value]) => ({ Key, Value })),
      }),
      AddTags: ({ ARN, TagList }, now) => this.#addTags(ARN, TagList as { Key: string; Value: string }[], now),
      RemoveTags: ({ ARN, TagKeys }, now) => {
        for (const key of TagKeys as string[]) this.#findByArn(ARN, now).tags.delete(key)
        return {}
      },
    }
    const carryOut = operations[operation]
    if (!carryOut) throw new SimulatedError('UnknownOperationException', `No ${operation} here.`, 404)
    return { result: carryOut(input, this.#clock.now()) }
  }

  #create(input: CreateDomainRequest, now: number): object {
    checkCreateDomain(input)
    const existing = this.domain(input.DomainName!)
    if (existing) return this.#createAgain(existing, now)
    if (this.running.length >= this.script.quota) {
      throw new SimulatedError('LimitExceededException', 'You have exceeded the limit of domains per account.', 409)
    }
    const domain = new SimulatedDomain(input, this.script, this.#place, now)
    if (isOpenToEverybody(input)) {
      const text = 'Enable fine-grained access control or apply a restrictive access policy to your domain.'
      domain.failure = { status: 'ValidationFailed', afterMs: this.script.createMs, text }
    }
    this.#domains.set(domain.name, domain)
    return { DomainStatus: domain.status(now) }
  }

  /** Answers for a taken name; an existing domain keeps its tags. */
  #createAgain(existing: SimulatedDomain, now: number): { DomainStatus: DomainStatus } {
    if (['deleting', 'lingering'].includes(existing.phase(now))) throw invalid('Domain is still being deleted')
    if (this.script.nameTaken === 'upsert') return { DomainStatus: existing.status(now) }
    const message = `Domain with name ${existing.name} already exists`
    throw new SimulatedError('ResourceAlreadyExistsException', message, 409)
  }

  #delete(name: unknown, now: number): object {
    const domain = this.#find(name, now)
    domain.delete(now)
    return { DomainStatus: domain.status(now) }
  }

  #update(request: Input, now: number): object {
    const domain = this.#find(request.DomainName, now)
    domain.modify(this.script.createMs, now)
    domain.input = { ...domain.input, ...request }
    return { DomainConfig: domain.config(now) }
  }

  #describeAll(names: readonly string[], now: number): object {
    if (names.length > 5) throw invalid('Please provide a maximum of 5 domain names to describe.')
    return {
      DomainStatusList: names.flatMap((name) => {
        const domain = this.#visible(name, now)
        return domain ? [domain.status(now)] : []
      }),
    }
  }

  #list(now: number): object {
    const listed = [...this.#domains.values()].filter(({ name }) => this.#visible(name, now))
    return { DomainNames: listed.map(({ name }) => ({ DomainName: name, EngineType: 'OpenSearch' })) }
  }

  #health(domain: SimulatedDomain, now: number): object {
    const isActive = domain.phase(now) === 'active'
    return { DomainState: isActive ? 'Active' : 'Processing', ClusterHealth: isActive ? 'Green' : 'NotAvailable' }
  }

  #addTags(arn: unknown, tags: readonly { readonly Key: string; readonly Value: string }[], now: number): object {
    const domain = this.#findByArn(arn, now)
    checkTags([...new Set([...domain.tags.keys(), ...tags.map(({ Key }) => Key)])])
    for (const { Key, Value } of tags) domain.tags.set(Key, Value)
    return {}
  }

  /** The domain; `undefined` where DescribeDomain does not find it, not yet, or no longer. */
  #visible(name: unknown, now: number): SimulatedDomain | undefined {
    const domain = this.#domains.get(String(name))
    return domain && !['hidden', 'lingering', 'gone'].includes(domain.phase(now)) ? domain : undefined
  }

  #find(name: unknown, now: number): SimulatedDomain {
    const domain = this.#visible(name, now)
    if (!domain) throw notFound(`Domain not found: ${name}`)
    return domain
  }

  #findConfig(name: unknown, now: number): SimulatedDomain {
    const domain = this.#domains.get(String(name))
    if (!domain?.isInConfig(now)) throw notFound(`Domain not found: ${name}`)
    return domain
  }

  #findByArn(arn: unknown, now: number): SimulatedDomain {
    const domain = this.#visible(String(arn).split('/').at(-1), now)
    if (domain?.arn !== arn) throw notFound(`Domain not found: ${arn}`)
    return domain!
  }
}

/** The error for an absent domain, with the status 409 that AWS answers. */
const notFound = (message: string) => new SimulatedError('ResourceNotFoundException', message, 409)
