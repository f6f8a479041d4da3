#ifndef KIIK_CSHIMS_H
#define KIIK_CSHIMS_H

#include <spawn.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

// An epoll descriptor that a child process does not inherit; negative on failure.
int kiik_epoll_create(void);

// An event counter that does not block and is not inherited; negative on failure.
int kiik_eventfd_create(void);

// Starts a detached thread with every signal blocked; 0 on success. `name` is cut to 15 bytes.
int kiik_thread_start(const char *name, void (*run)(void *), void *context);

// How many processors this process may run on, at least 1.
int kiik_processors(void);

// What a child process does before its program: closes all descriptors from `first` on; goes to a directory.
void kiik_spawn_close_from(posix_spawn_file_actions_t *actions, int first);
void kiik_spawn_change_directory(posix_spawn_file_actions_t *actions, const char *path);

// The flag that gives a child process a session of its own.
int kiik_spawn_own_session(void);

#endif
