import type { Behaviour, BehaviourProject } from './behaviour.ts'
import { endsWith, leavesNothing, provesCleanup, tells } from './endings.ts'

const titled = (...titles: readonly string[]): readonly Behaviour[] => titles.map((title) => ({ title }))

const ONE_GRAPH =
  'A cluster has one graph, so at this level test files take turns on it: see docs/aws/quickstart.md#the-graph-test-files-take-turns.'
const OWN_CREDENTIALS =
  "Workers sign with the user's own credentials, so nothing that names them is taken out of their variables."

const sideBySide = (file: string): Behaviour => ({
  title: `file ${file} has a graph and an index of its own while the other file is at work`,
  absent: { aws: ONE_GRAPH },
})

const fromEither = (file: string): readonly Behaviour[] =>
  titled(...['left', 'right'].map((at) => `file ${file}, ${at}: sees the dataset and what it adds, and nobody else`))

/** The behaviour suite: what every target shows, from this one definition. */
export const behaviourProjects: readonly BehaviourProject[] = [
  {
    folder: 'exclusive',
    tests: {
      fixtures: titled(
        'opensearch is the official client, and index a copy of the named index',
        'indices has a copy of each index of the dataset',
        'indexPrefix is for indices that a test names itself',
        'g reads and writes the graph',
        'neptune.status() is healthy, and names a Gremlin of TinkerPop 3.7',
        'awsConnections is what clients of this package connect with',
      ),
      isolation: titled(
        'a test chooses ids',
        'a test merges vertices',
        'a test sends string scripts',
        'a transaction is committed, another rolled back',
        "a driver of the user's own adds to the graph",
        "a client of the user's own makes an index under the prefix",
        'nothing of all that is seen by the next test',
      ),
      'side-by-side-one': [sideBySide('one')],
      'side-by-side-two': [sideBySide('two')],
      datasets: titled(
        'an index of the dataset is as in its files, aliases under the prefix',
        'the graph of the dataset is as in its files',
        'a test changes and deletes what is of the dataset',
        'the dataset is restored before the next test',
      ),
      'own-clients': [
        ...titled('variables name endpoints, prefix and region'),
        { title: "what would win over the run's credentials is taken out", absent: { aws: OWN_CREDENTIALS } },
        ...titled(
          'the official OpenSearch client signs by its entry point aws-v3',
          'the official OpenSearch client signs by its entry point aws',
          'the gremlin driver signs its upgrade',
          'a raw fetch is signed by the signer of the AWS SDK',
          'an unsigned request to OpenSearch is refused with 403, as AWS words it',
          'an unsigned request to Neptune is refused with 403, as AWS words it',
          'a body that is changed after signing is refused',
          'what own clients have made is gone before the next test',
        ),
      ],
    },
    endings: [endsWith(0, 'the run ends with 0'), provesCleanup, leavesNothing],
  },
  {
    folder: 'partition',
    tests: {
      'fixtures-and-datasets': titled(
        'each fixture is there',
        'the graph of the dataset is as in its files, without the partition key',
        'a test changes its copy of an index',
        'the next test has another copy of it',
      ),
      isolation: titled(
        'a change of what all share is refused, with a reason',
        'a chosen id is refused, with a reason',
        'a merge is refused, with a reason',
        'a string script is refused, with a reason',
        'a test changes what it has made, by its id and by neptune.owned',
        'a transaction is committed, another rolled back',
        'nothing of all that is seen by the next test',
        'what a test adds is there for a client that sees all',
        'after it, it is there for nobody',
      ),
      'side-by-side-one': fromEither('one'),
      'side-by-side-two': fromEither('two'),
    },
    endings: [endsWith(0, 'the run ends with 0'), provesCleanup, leavesNothing],
  },
  {
    folder: 'failing',
    tests: {},
    fails: ['fails'],
    endings: [endsWith(1, 'a failing test ends the run with 1'), provesCleanup, leavesNothing],
  },
  {
    folder: 'stray',
    tests: { stray: titled('leaves an index and a vertex outside of every namespace') },
    endings: [
      endsWith(1, 'what tests leave outside ends the run with 1'),
      tells('the stray index is named', "Outside of every test's namespace there is: index stray"),
      tells('the stray vertex is told', "Outside of every test's partition the graph holds 1 vertex and 0 edges."),
      leavesNothing,
    ],
  },
]
