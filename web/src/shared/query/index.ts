export { bare, EVERYBODY, type Has, type Query } from "./model";
export { QueryEditor, type Question } from "./QueryEditor";
export { useQueryWords } from "./words";
