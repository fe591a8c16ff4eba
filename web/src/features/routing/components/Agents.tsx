import { useQuery } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, queryClient } from "@/shared/api";
import { useChannels, useEvents } from "@/shared/realtime";
import { Avatar, Badge, Bones, Button, Card, Dialog, Failed, Field, IconButton, useDeed, useErrors } from "@/shared/ui";
import { type Agent, agentsOptions, deeds } from "../api";
import { skillMap, skillsOf } from "../model";
import { Skills } from "./Skills";

const FIELDS = ["capacity", "skills"] as const;
const TONES = { available: "brand", busy: "danger", away: "warn", offline: "plain" } as const;

function AgentDialog({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const { t } = useTranslation("routing");
  const { t: common } = useTranslation();
  const [capacity, setCapacity] = useState(String(agent.capacity));
  const [skills, setSkills] = useState(() => skillsOf(agent.skills));
  const { errors, clear, set: wrongAt, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!/^\d+$/.test(capacity.trim())) {
      wrongAt(
        "capacity",
        t(($) => $.queue.notANumber),
      );
      return;
    }
    void act({
      run: () => deeds.agent(agent.user_id, { capacity: Number(capacity), skills: skillMap(skills) }),
      changes: [keys.agents()],
      done: t(($) => $.agents.saved),
      failed: take,
      after: onClose,
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={agent.name}
      actions={
        <Button size="form" look="primary" type="submit" form="agent" busy={busy}>
          {common(($) => $.save)}
        </Button>
      }
    >
      <form id="agent" onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label={t(($) => $.agents.capacity)}
          inputMode="numeric"
          value={capacity}
          error={errors.capacity}
          onChange={(value) => {
            clear("capacity");
            setCapacity(value);
          }}
          autoFocus
        />
        <fieldset>
          <legend className="mb-1.5 text-sm font-medium text-fg">{t(($) => $.agents.skills)}</legend>
          <Skills skills={skills} onChange={setSkills} error={errors.skills} />
        </fieldset>
      </form>
    </Dialog>
  );
}

/** Who answers: presence, load, skills. */
export function Agents({ manages }: { manages: boolean }) {
  const { t } = useTranslation("routing");
  const list = useQuery(agentsOptions);
  const [open, setOpen] = useState<Agent | null>(null);
  useChannels("conversations");
  useEvents((events) => {
    if (events.some((event) => event.type === "agent_presence" && !event.data.conversation_id))
      void queryClient.invalidateQueries({ queryKey: keys.agents() });
  });
  return (
    <Card title={t(($) => $.agents.title)}>
      {list.data ? (
        list.data.data.length > 0 ? (
          <ul className="divide-y divide-line">
            {list.data.data.map((agent) => (
              <li key={agent.user_id} className="flex items-center gap-3 py-2.5">
                <Avatar name={agent.name} seed={agent.user_id} />
                <div className="min-w-0 flex-1">
                  <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
                    {agent.name}
                    <Badge tone={TONES[agent.presence]}>{t(($) => $.presence[agent.presence])}</Badge>
                  </p>
                  <p className="tnum text-xs text-fg-3">
                    {t(($) => $.agents.load, { load: agent.load, capacity: agent.capacity })}
                    {Object.keys(agent.skills).length > 0 &&
                      ` · ${Object.entries(agent.skills)
                        .map(([name, level]) => `${name} ${level}`)
                        .join(", ")}`}
                  </p>
                </div>
                {manages && (
                  <IconButton label={t(($) => $.agents.edit, { name: agent.name })} onPress={() => setOpen(agent)}>
                    <Pencil aria-hidden />
                  </IconButton>
                )}
              </li>
            ))}
          </ul>
        ) : (
          <p className="text-sm text-fg-2">{t(($) => $.agents.none)}</p>
        )
      ) : list.isError ? (
        <Failed tight error={list.error} retry={() => void list.refetch()} />
      ) : (
        <Bones rows={3} />
      )}
      {open && <AgentDialog agent={open} onClose={() => setOpen(null)} />}
    </Card>
  );
}
