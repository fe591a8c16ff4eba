export { bare, EVERYBODY, type Has, type Query } from "./model";
export { QueryEditor, type Question } from "./QueryEditor";
export { useHas } from "./useHas";
export { useQueryWords } from "./words";
