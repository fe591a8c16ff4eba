import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { queryClient, type Schema } from "@/shared/api";
import { toast } from "@/shared/ui";
import { hoursOptions, type Simulation, trials } from "../api";
import { nextClosed } from "./hours";
import { afterHours } from "./lines";

export type Setting = {
  version: string;
  name: string;
  phone: string;
  language: string;
  contactId: string;
  start: string;
  closed: boolean;
  variables: Record<string, unknown>;
};
const FRESH: Setting = {
  version: "",
  name: "Ana Souza",
  phone: "+5511999990000",
  language: "pt-BR",
  contactId: "",
  start: "",
  closed: false,
  variables: {},
};
type Move = Partial<Schema<"MoveIn">> & Pick<Schema<"MoveIn">, "do">;

/** The next moment at which the company is closed; without hours of its own, one at which hardly anybody works. */
async function closedAt(): Promise<string> {
  const hours = await queryClient.fetchQuery(hoursOptions).catch(() => null);
  return (hours && nextClosed(hours, new Date())?.toISOString()) || afterHours();
}

/** One simulation: begun, played move by move, taken back. `flush` makes sure that the server plays what is on the screen. */
export function useSimulation(flowId: string, flush?: () => Promise<boolean>) {
  const [setting, setSetting] = useState<Setting>(FRESH);
  const [simulation, setSimulation] = useState<Simulation | null>(null);
  const [before, setBefore] = useState<Record<string, unknown>>({});
  const failNext = useRef(false);
  const [failing, setFailing] = useState(false);
  const show = (next: Simulation) => {
    setBefore(simulation && simulation.id === next.id ? simulation.variables : {});
    setSimulation(next);
  };
  const setFail = (on: boolean) => {
    failNext.current = on;
    setFailing(on);
  };
  /** What is asked outside fails at once where that was wished for. */
  const settled = async (next: Simulation): Promise<Simulation> => {
    if (!next.outside || !failNext.current) return next;
    setFail(false);
    return trials.move(next.id, { do: "fail" } as Schema<"MoveIn">);
  };
  const begin = useMutation({
    mutationFn: async ({ opening, change }: { opening?: string; change?: Partial<Setting> }) => {
      const wanted = { ...setting, ...change };
      if (change) setSetting(wanted);
      if (!wanted.version) await flush?.();
      const made = await trials.begin(flowId, {
        ...(wanted.version ? { version: Number(wanted.version) } : {}),
        ...(opening ? { opening } : {}),
        ...(wanted.start ? { start: wanted.start } : {}),
        ...(wanted.contactId
          ? { contact_id: wanted.contactId }
          : { contact: { name: wanted.name, phone: wanted.phone } }),
        ...(wanted.contactId ? {} : { language: wanted.language }),
        ...(wanted.closed ? { at: await closedAt() } : {}),
        variables: wanted.variables,
      });
      return settled(made);
    },
    onSuccess: show,
    onError: toast.failed,
  });
  const move = useMutation({
    mutationFn: async (given: Move) =>
      settled(await trials.move((simulation as Simulation).id, given as Schema<"MoveIn">)),
    onSuccess: show,
    onError: toast.failed,
  });
  const back = useMutation({
    mutationFn: () => trials.back((simulation as Simulation).id),
    onSuccess: show,
    onError: toast.failed,
  });
  return {
    setting,
    setSetting: (change: Partial<Setting>) => setSetting((now) => ({ ...now, ...change })),
    simulation,
    before,
    failing,
    setFail,
    busy: begin.isPending || move.isPending || back.isPending,
    begin: (opening?: string, change?: Partial<Setting>) => begin.mutate({ opening, change }),
    move: (given: Move) => move.mutate(given),
    back: () => back.mutate(),
    end: () => setSimulation(null),
    flush,
  };
}

export type Playing = ReturnType<typeof useSimulation>;
