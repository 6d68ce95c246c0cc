"""Where the pages find the course of an episode."""

from charts.episode_course import EXCUSED, Episode, EpisodeCourse, episode_course, episode_of

__all__ = ["EXCUSED", "Episode", "EpisodeCourse", "episode_course", "episode_of"]
