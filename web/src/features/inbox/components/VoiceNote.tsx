import { Mic, Send, Square, Trash2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton, toast } from "@/shared/ui";

const LONGEST_S = 300;

/** Records the microphone; what is recorded is sent only when somebody says so. */
export function VoiceNote({ onRecorded, disabled }: { onRecorded: (sound: Blob) => void; disabled?: boolean }) {
  const { t } = useTranslation("inbox");
  const recorder = useRef<MediaRecorder | null>(null);
  const keep = useRef(false);
  const [seconds, setSeconds] = useState<number | null>(null);
  useEffect(() => {
    if (seconds === null) return;
    if (seconds >= LONGEST_S) recorder.current?.stop();
    const timer = setTimeout(() => setSeconds(seconds + 1), 1000);
    return () => clearTimeout(timer);
  }, [seconds]);
  useEffect(
    () => () => {
      keep.current = false;
      if (recorder.current?.state === "recording") recorder.current.stop();
    },
    [],
  );
  const begin = async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const made = new MediaRecorder(stream);
      const parts: Blob[] = [];
      made.ondataavailable = (event) => parts.push(event.data);
      made.onstop = () => {
        for (const track of stream.getTracks()) track.stop();
        setSeconds(null);
        if (keep.current && parts.length > 0) onRecorded(new Blob(parts, { type: made.mimeType }));
      };
      recorder.current = made;
      made.start();
      setSeconds(0);
    } catch {
      toast.say(t(($) => $.composer.noMicrophone));
    }
  };
  const stop = (sending: boolean) => {
    keep.current = sending;
    recorder.current?.stop();
  };
  if (seconds === null)
    return (
      <IconButton label={t(($) => $.composer.voice)} onPress={() => void begin()} isDisabled={disabled}>
        <Mic aria-hidden />
      </IconButton>
    );
  return (
    <span className="flex items-center gap-1 rounded-full bg-danger-soft px-2 text-sm text-danger">
      <Square className="size-3 animate-pulse fill-current" aria-hidden />
      <span className="tnum" role="timer">
        {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, "0")}
      </span>
      <IconButton label={t(($) => $.composer.voiceDiscard)} onPress={() => stop(false)}>
        <Trash2 aria-hidden />
      </IconButton>
      <IconButton label={t(($) => $.composer.voiceSend)} onPress={() => stop(true)}>
        <Send aria-hidden />
      </IconButton>
    </span>
  );
}
