export { PERIODS, type Period, periodQuery } from "./model";
export { PeriodPicker } from "./PeriodPicker";
