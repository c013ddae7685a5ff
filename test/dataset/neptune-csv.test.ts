import { expect, test } from 'vitest'
import { datasetFolder } from './dataset-folder.ts'
import { problemsOf } from './problems-of.ts'
import { wholeGraph } from './whole-graph.ts'

const graphOf = async (files: Record<string, string>) => {
  const named = Object.entries(files).map(([name, text]) => [`neptune/${name}`, text])
  return wholeGraph(await datasetFolder(Object.fromEntries(named)))
}
const vertices = async (text: string) => (await graphOf({ 'v.csv': text }))?.vertices
const properties = async (text: string) => (await vertices(text))?.[0]?.properties

test("the reader of Neptune's CSV reads the example of Neptune's user guide", async () => {
  const graph = await graphOf({
    'vertices.csv':
      '~id,name:String,age:Int,lang:String,interests:String[],~label\n' +
      'v1,"marko",29,,"sailing;graphs",person\nv2,"lop",,"java",,software\n',
    'edges.csv': '~id,~from,~to,~label,weight:Double\ne1,v1,v2,created,0.4\n',
  })
  expect(graph).toEqual({
    vertices: [
      { id: 'v1', label: 'person', properties: { name: ['marko'], age: [29], interests: ['sailing', 'graphs'] } },
      { id: 'v2', label: 'software', properties: { name: ['lop'], lang: ['java'] } },
    ],
    edges: [
      { id: 'e1', label: 'created', from: 'v1', to: 'v2', properties: { weight: { type: 'Double', value: 0.4 } } },
    ],
  })
})

test('an edge may name vertices of any file', async () => {
  const graph = await graphOf({
    'a-edges.csv': '~id,~from,~to\ne,a,b\n',
    'b.csv': '~id\na\n',
    'c.csv': '~id\nb\n',
  })
  expect(graph?.edges).toEqual([{ id: 'e', label: 'edge', from: 'a', to: 'b', properties: {} }])
})

test.for([
  ['String', 'x', 'x'],
  ['String', '"a, ""b"""', 'a, "b"'],
  ['String', '"two\nlines"', 'two\nlines'],
  ['String', '  spaces around  ', 'spaces around'],
  ['String', '" spaces inside "', ' spaces inside '],
  ['String', '""', ''],
  ['String', 'a;b', 'a;b'],
  ['String(single)', 'x', 'x'],
  ['Byte', '-128', -128],
  ['Short', '32767', 32767],
  ['Int', '+2147483647', 2147483647],
  ['INT(Set)', '7', 7],
  ['Long', '9007199254740993', 9007199254740993n],
  ['Long', '-9223372036854775808', -9223372036854775808n],
  ['Double', '34', { type: 'Double', value: 34 }],
  ['Double', '-1.5e-3', { type: 'Double', value: -0.0015 }],
  ['Double', '-Infinity', { type: 'Double', value: Number.NEGATIVE_INFINITY }],
  ['Double', 'NaN', { type: 'Double', value: Number.NaN }],
  ['Float', '0.1', { type: 'Float', value: Math.fround(0.1) }],
  ['Bool', 'TRUE', true],
  ['boolean', 'false', false],
  ['Date', '2024-02-29', new Date('2024-02-29T00:00:00Z')],
  ['Date', '2024-05-31T12:30', new Date('2024-05-31T12:30:00Z')],
  ['Date', '2024-05-31T12:30:15Z', new Date('2024-05-31T12:30:15Z')],
  ['DateTime', '2024-05-31T12:30:15.250+0200', new Date('2024-05-31T10:30:15.250Z')],
] as const)('a value of type %s is read from %j', async ([type, text, value]) => {
  expect(await properties(`~id,p:${type}\nv,${text}\n`)).toEqual({ p: [value] })
})

test.for([
  ['String[]', 'a;b', ['a', 'b']],
  ['String(set)[]', '"a\\;b; c"', ['a;b', ' c']],
  ['Int[]', '"1; 2;3"', [1, 2, 3]],
] as const)('a list of values of type %s is read from %j', async ([type, text, values]) => {
  expect(await properties(`~id,p:${type}\nv,${text}\n`)).toEqual({ p: values })
})

test('a column without a type holds text, and a blank field is no property', async () => {
  expect(await vertices('~id,name,other\na,x,\nb,,\n')).toEqual([
    { id: 'a', label: 'vertex', properties: { name: ['x'] } },
    { id: 'b', label: 'vertex', properties: {} },
  ])
})

test('a colon in the name of a property is escaped', async () => {
  expect(await properties('~id,schema\\:name:String\nv,x\n')).toEqual({ 'schema:name': ['x'] })
})

test('a property may have a name that means something else to JavaScript', async () => {
  expect(await properties('~id,constructor:String,toString:Int\nv,Ferrari,1\n')).toEqual(
    Object.fromEntries([
      ['constructor', ['Ferrari']],
      ['toString', [1]],
    ]),
  )
})

test('the labels of a vertex that has several are joined as Neptune shows them', async () => {
  expect((await vertices('~id,~label\nv,person;admin\n'))?.[0]?.label).toBe('person::admin')
})

test('a CSV file may have line ends of Windows, and a byte order mark at its beginning', async () => {
  expect(await vertices('\uFEFF~id,n:Int\r\na,1\r\n\r\nb,2\r\n')).toHaveLength(2)
})

test('every bad record of a CSV file is reported with the line on which it begins', async () => {
  const problems = await problemsOf({
    'neptune/vertices.csv': [
      '~id,~label,name:String,age:Int,height:Double,seen:Date,ok:Bool,bytes:Byte[]',
      'a,person,"two\nlines",old,1.8,2024-02-30,yes,"1;x"',
      ',person,,,,,,',
      '"",person,,,,,,',
      'a,person,,,,,,',
      'c,person,,2147483648,0x10,,,128',
      'd,"a;",,,1e400,,,',
      'e,person,,1.0,INF,today,,',
    ].join('\n'),
    'neptune/edges.csv': [
      '~id,~from,~to,~label,count:Long',
      'e1,a,nowhere,knows,1',
      'e1,,c,knows,',
      'e2,a,c,a;b,9223372036854775808',
      'e3,a,c,"",x',
    ].join('\n'),
  })
  expect(problems).toEqual([
    "neptune/edges.csv:2: ~to names the vertex 'nowhere', which is in no file",
    'neptune/edges.csv:3: ~from is empty',
    "neptune/edges.csv:3: the edge 'e1' is there already, in neptune/edges.csv:2",
    "neptune/edges.csv:4: ~label is 'a;b'; an edge has one label",
    "neptune/edges.csv:4: column 'count': 9223372036854775808 is out of the range of Long",
    'neptune/edges.csv:5: ~label is empty',
    "neptune/edges.csv:5: column 'count': 'x' is not of type Long",
    "neptune/vertices.csv:2: column 'age': 'old' is not of type Int",
    "neptune/vertices.csv:2: column 'seen': '2024-02-30' is not of type Date (such as 2024-05-31 or 2024-05-31T12:30:00Z)",
    "neptune/vertices.csv:2: column 'ok': 'yes' is not of type Bool (true or false)",
    "neptune/vertices.csv:2: column 'bytes': 'x' is not of type Byte",
    'neptune/vertices.csv:4: ~id is empty',
    'neptune/vertices.csv:5: ~id is empty',
    "neptune/vertices.csv:6: the vertex 'a' is there already, in neptune/vertices.csv:2",
    "neptune/vertices.csv:7: column 'age': 2147483648 is out of the range of Int",
    "neptune/vertices.csv:7: column 'height': '0x10' is not of type Double",
    "neptune/vertices.csv:7: column 'bytes': 128 is out of the range of Byte",
    'neptune/vertices.csv:8: ~label holds an empty label',
    "neptune/vertices.csv:8: column 'height': 1e400 is out of the range of Double",
    "neptune/vertices.csv:9: column 'age': '1.0' is not of type Int",
    '… and 2 more.',
  ])
})

test.for([
  ['~label,name\na,b\n', "the column '~id' is missing"],
  ['~id,~from\na,b\n', "edges need both columns, '~from' and '~to'; vertices have neither"],
  ['~id,~ID\na,b\n', "unknown system column '~ID'; there are ~id, ~label, ~from and ~to"],
  ['~id,~id\na,b\n', "the column '~id' is there twice"],
  ['~id,n:Int,n:String\na,1,b\n', "the column 'n' is there twice"],
  ['~id,\na,b\n', 'column 2 has no name'],
  [
    '~id,n:Number\na,1\n',
    "column 'n:Number' has an unknown type; there are String, Byte, Short, Int, Long, Float, Double, Bool and Date",
  ],
  [
    '~id,n:constructor\na,1\n',
    "column 'n:constructor' has an unknown type; there are String, Byte, Short, Int, Long, Float, Double, Bool and Date",
  ],
  ['~id,n:Int(list)\na,1\n', "column 'n:Int(list)': the cardinality is single or set"],
  ['~id,n:Int(single)[]\na,1\n', "column 'n:Int(single)[]' is an array and cannot be single"],
  [
    '~id,full name:String\na,b\n',
    "column 'full name:String' is not of the form name:Type, such as age:Int or tags:String[]; names have no spaces",
  ],
  ['~id,~from,~to,n:Int[]\na,b,c,1\n', "column 'n:Int[]': a property of an edge has one value"],
  ['~id,~from,~to,n:Int(set)\na,b,c,1\n', "column 'n:Int(set)': a property of an edge has one value"],
] as const)('the header of %j is a problem', async ([text, problem]) => {
  expect(await problemsOf({ 'neptune/a.csv': text })).toEqual([`neptune/a.csv:1: ${problem}`])
})

test('a file that is no CSV is reported with the problems before the fault', async () => {
  expect(await problemsOf({ 'neptune/a.csv': '~id,n:Int\na,x\nb,"1"x\nc,y\n' })).toEqual([
    "neptune/a.csv:2: column 'n': 'x' is not of type Int",
    expect.stringMatching(/^neptune\/a\.csv:3: Invalid Closing Quote: .*; nothing after it was read$/),
  ])
})

test('an edge is not reported where its vertices could not be read', async () => {
  expect(await problemsOf({ 'neptune/e.csv': '~id,~from,~to\ne,a,b\n', 'neptune/v.csv': '~id,n\na\nb,\n' })).toEqual([
    'neptune/v.csv:2: 1 value where the header names 2 columns',
  ])
})

test('a quote that is never closed is reported', async () => {
  expect(await problemsOf({ 'neptune/a.csv': '~id,n:String\na,"x\nb,y\n' })).toEqual([
    expect.stringMatching(/^neptune\/a\.csv:\d: Quote Not Closed/),
  ])
})

test('a file that is empty, not UTF-8 or not read is reported', async () => {
  expect(
    await problemsOf({
      'neptune/a.csv': '',
      'neptune/b.csv': Uint8Array.of(0x7e, 0x69, 0x64, 0x0a, 0xfc, 0x0a),
      'neptune/c.csv.gz': '',
      'neptune/README.md': '',
      'neptune/.hidden': '',
    }),
  ).toEqual([
    'neptune/a.csv: it is empty; its first line must name the columns',
    'neptune/b.csv:2: it is not encoded in UTF-8',
    'neptune/c.csv.gz: this is not read; the files of a graph are *.csv',
  ])
})
