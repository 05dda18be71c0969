import type { ByteSource } from './byte-source.js';

/** Number -> wire type of the fields of `ModelProto` in onnx.proto: 0 is a number, 2 a message or a text. */
const MODEL_FIELDS: ReadonlyMap<number, number> = new Map([
  [1, 0], // ir_version
  [2, 2], // producer_name
  [3, 2], // producer_version
  [4, 2], // domain
  [5, 0], // model_version
  [6, 2], // doc_string
  [7, 2], // graph
  [8, 2], // opset_import
  [14, 2], // metadata_props
  [20, 2], // training_info
  [25, 2], // functions
  [26, 2], // configuration
]);
const IR_VERSION = 1;
const GRAPH = 7;

/** Repeated fields are few; what has more is something else. */
const MAX_FIELDS = 100_000;
const MAX_IR_VERSION = 100;

/** Whether the bytes are, from the first to the last, the fields of a model with a version and a graph. */
export function isOnnx(bytes: ByteSource): boolean {
  let hasVersion = false;
  let hasGraph = false;
  let at = 0;
  for (let fields = 0; at < bytes.length && fields < MAX_FIELDS; fields++) {
    const tag = readVarint(bytes, at);
    if (tag === undefined) return false;
    const field = Math.floor(tag.value / 8);
    if (MODEL_FIELDS.get(field) !== tag.value % 8) return false;
    const value = readVarint(bytes, tag.end);
    if (value === undefined) return false;
    if (field === IR_VERSION) {
      if (value.value < 1 || value.value > MAX_IR_VERSION) return false;
      hasVersion = true;
    }
    if (field === GRAPH) hasGraph = true;
    at = tag.value % 8 === 2 ? value.end + value.value : value.end;
  }
  return at === bytes.length && hasVersion && hasGraph;
}

/** Seven bits a byte, the lowest first; undefined when it does not end. */
function readVarint(bytes: ByteSource, at: number): { value: number; end: number } | undefined {
  let value = 0;
  for (const [index, byte] of bytes.read(at, 10).entries()) {
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return undefined;
}
